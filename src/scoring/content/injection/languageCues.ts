import type { CueKind } from "./cue.js";
import type { PhraseCue } from "./englishCues.js";
import { LETTER, phrase } from "./phrases.js";
import { ARABIC, CYRILLIC, DEVANAGARI, HAN, HANGUL, HEBREW, KANA } from "./scripts.js";

const GAP = `[^${LETTER}\\n.!?]{1,6}`;
const WORDS = `(?:[${LETTER}]{1,16}${GAP}){0,8}?`;

function latin(anchors: readonly string[], verb: string, noun: string, earlier: string): PhraseCue[] {
  return [
    { kind: "override", anchors, expression: phrase(`(?:${verb})${GAP}(?=${WORDS}(?:${earlier}))${WORDS}(?:${noun})`) },
  ];
}

/** Overrides in languages of the Latin alphabet, by the verb that begins them. */
const LATIN_OVERRIDES: readonly PhraseCue[] = [
  // German
  ...latin(["ignorier", "vergiss", "vergessen sie", "missacht", "missachte"], "ignorier(?:e|en sie|t)?|vergiss|vergessen sie|missachte(?:n sie)?", "anweisung(?:en)?|instruktion(?:en)?|befehle?|vorgaben|regeln|prompts?|aufforderungen|anordnungen|richtlinien", "vorherig|bisherig|vorangehend|obig|alle|früher|vorig|ursprünglich|deine|ihre|zuvor|oben"),
  // French
  ...latin(["ignore", "ignorez", "oublie", "oubliez", "fais abstraction", "faites abstraction", "ne tiens pas compte", "ne tenez pas compte"], "ignore[zr]?|oublie[zr]?|fai(?:s|tes) abstraction|ne t(?:iens|enez) pas compte", "instructions?|consignes?|directives?|ordres?|r[eè]gles?|commandes?", "pr[ée]c[ée]dent|ant[ée]rieur|toutes|tous|ci-dessus|vos|tes|initial|donn[ée]"),
  // Spanish, Portuguese, Italian
  ...latin(["ignora", "ignore", "ignorad", "ignoren", "olvida", "olvide", "omite", "haz caso omiso", "haga caso omiso"], "ignor(?:a|e|en|ad|ar)|olvid(?:a|e|en|ate de|ese de)|omit[ea]|ha(?:z|ga) caso omiso(?: de)?", "instrucciones|instrucci[óo]n|indicaciones|[óo]rdenes|reglas|directrices|comandos|mensajes de sistema", "anterior|previ|tod[ao]s|arriba|tus|sus|original"),
  ...latin(["ignore", "ignora", "esque", "desconsidere", "desconsidera", "descarte"], "ignor[ea](?:r|m)?|esque[çc]a(?: de| se de)?|desconsider[ea]|descarte", "instru[çc][õo]es|instru[çc][ãa]o|comandos|ordens|regras|diretrizes|orienta[çc][õo]es", "anterior|pr[ée]vi|tod[ao]s|acima|suas|originais"),
  ...latin(["ignora", "ignorate", "dimentica", "trascura", "tralascia", "non considerare"], "ignora(?:te|re)?|dimentica(?:te|re|ti)?(?: di)?|trascura|tralascia|non considerare", "istruzioni|istruzione|direttive|ordini|regole|comandi|indicazioni", "precedent|tutt[ei]|sopra|tue|vostre|original|prima"),
  // Dutch, Scandinavian
  ...latin(["negeer", "vergeet", "sla alle"], "negeer|vergeet|sla", "instructies|aanwijzingen|opdrachten|regels|richtlijnen|bevelen", "vorige|eerdere|voorgaande|alle|bovenstaande|je"),
  ...latin(["ignorera", "ignorer", "bortse", "strunta i"], "ignorer(?:a|er)?|bortse(?: från)?|strunta i", "instruktion(?:er|erna)?|instruks(?:er|jon|joner|jonene)?|instrukser|anvisning(?:ar|er|arna)|regler(?:na)?|kommandon", "tidigare|föregående|alla|alle|ovan|forrige|foregående|forudgående|dina|tidligere|ovenfor"),
  // Polish, Czech, Slovak
  ...latin(["zignoruj", "ignoruj", "pomi"], "z?ignoruj(?:cie|te)?|pomi[ńn]", "instrukcj[eia]|polecenia|zasady|wytyczne|pokyny|instrukce|pravidla|p[řr][íi]kazy|pokyn[yov]*|in[šs]trukcie", "poprzedni|wcze[śs]niejsz|wszystk|powy[żz]sz|p[řr]edchoz|v[šs]echny|predch[áa]dzaj|v[šs]etky"),
  ...latin(["zapomnij", "zapome"], "zapomnij o|zapome[ňn](?:te)?(?: na)?", "instrukcj[eai]ch|instrukcjach|poleceniach|zasadach|pokyny|instrukce", "poprzedni|wcze[śs]niejsz|wszystkich|p[řr]edchoz|v[šs]echny"),
  // Indonesian and Malay, Romanian, Finnish, Hungarian
  ...latin(["abaikan", "lupakan"], "abaikan|lupakan", "instruksi|perintah|arahan|petunjuk|aturan", "sebelum|semua|atas|awal"),
  ...latin(["ignora", "uita"], "ignor[ăa](?:[țt]i)?|uit[ăa](?:[țt]i)?", "instruc[țt]iunile|instruc[țt]iuni|comenzile|regulile", "anterioare|precedente|toate"),
  { kind: "override", anchors: ["figyelmen", "hagyd figyelmen", "unohda", "ohita"], expression: phrase(`(?:hagyd )?figyelmen[^.\\n]{0,40}(?:utasítás|szabály)|(?:unohda|ohita)[^.\\n]{0,40}(?:ohjeet|ohjeita|käskyt|määräykset)`) },
  // Turkish: the noun comes first.
  { kind: "override", anchors: ["talimat"], expression: phrase(`talimat(?:ları|ı|larını|lari|larini)?[^.\\n]{0,20}(?:yoksay|yok say|görmezden gel|gormezden gel|unut|dikkate alma)`) },
];

/** Secrecy, new tasks and leaks of the prompt in the languages that are read most. */
const LATIN_OTHERS: readonly PhraseCue[] = [
  { kind: "override", anchors: ["vergiss alles", "vergessen sie alles", "oublie tout", "oubliez tout", "olvida todo", "olvide todo", "dimentica tutto", "dimenticate tutto", "vergeet alles", "zapomnij o wszystk", "esque"], expression: phrase(`(?:vergiss|vergessen sie) alles,?[^.\\n]{0,12}(?:bisherige|was|zuvor|davor|oben|vorher)|oublie[sz]? tout ce (?:qui|que)|olvid[ae] todo lo (?:anterior|que|de antes)|dimentica(?:te)? tutto (?:ciò|quello|quanto)|vergeet alles (?:wat|hierboven)|zapomnij o wszystkim|esque[çc]a tudo (?:o que|acima|anterior)`) },
  { kind: "secrecy", anchors: ["sag dem", "sage dem", "sagen sie dem", "informiere den", "informieren sie den", "verrate dem", "teile dem", "ohne den benutzer", "ohne den nutzer", "erwähne"], expression: phrase(`(?:sagen? (?:sie )?dem|informieren? (?:sie )?den|verrate dem|teile dem)[^.\\n]{0,12}(?:benutzer|nutzer|anwender|user)[^.\\n]{0,30}(?:nicht|nichts|kein)|ohne den (?:be)?nutzer zu (?:fragen|informieren)`) },
  { kind: "secrecy", anchors: ["ne dis ", "ne dites ", "n'en parle", "ne mentionne", "n'informe", "sans informer", "sans en informer", "sans le dire"], expression: phrase(`(?:ne di(?:s|tes)|n'en parle[sz]?|ne mentionne[sz]?|n'informe[sz]?)[^.\\n]{0,30}(?:utilisateur|usager)|sans (?:en )?informer l'utilisateur|sans le dire`) },
  { kind: "secrecy", anchors: ["no le digas", "no digas", "no informes", "no menciones", "no se lo", "sin informar", "sin avisar", "sin decir", "sem informar", "sem avisar", "non dire", "non informare", "non menzionare", "senza informare", "senza dire", "senza avvisare"], expression: phrase(`(?:no (?:le |se lo )?(?:digas?|informes?|menciones?)|sin (?:informar|avisar|decir)|não (?:diga|informe|mencione)|sem (?:informar|avisar)|non (?:dire|informare|menzionare)|senza (?:informare|dire|avvisare))[^.\\n]{0,40}(?:usuari[oa]|usuário|utente)`) },
  { kind: "prompt-leak", anchors: ["zeige mir d", "zeig mir d", "gib de", "gib mir d", "montre-moi", "affiche", "muestra", "revela", "mostre", "mostra", "rivela", "nenne mir"], expression: phrase(`(?:zeige?|gib|nenne)(?: mir)? (?:dein|den|deine)[^.\\n]{0,24}(?:system-?prompt|systemanweisung|anweisungen)|(?:montre-moi|affiche|révèle)[^.\\n]{0,24}(?:prompt|instructions) (?:système|système|initiale?s?)|(?:mu[ée]stra(?:me)?|revela|mostr[ea]|rivela)[^.\\n]{0,24}(?:prompt|instrucciones|instruções|istruzioni) (?:del? sistema|do sistema|di sistema|iniciales|originales)`) },
  { kind: "new-task", anchors: ["deine neue aufgabe", "ihre neue aufgabe", "neue anweisung", "ta nouvelle t", "votre nouvelle t", "nouvelles instructions", "tu nueva tarea", "su nueva tarea", "nuevas instrucciones", "sua nova tarefa", "novas instru", "il tuo nuovo compito", "nuove istruzioni"], expression: phrase(`(?:(?:deine|ihre) neue aufgabe|(?:ta|votre) nouvelle t[âa]che|[ts]u nueva tarea|sua nova tarefa|il tuo nuovo compito)[^.\\n]{0,6}(?:ist|est|es|é|è|:|lautet)|(?:neue anweisung(?:en)?|nouvelles instructions|nuevas instrucciones|novas instruções|nuove istruzioni)[ *_"]{0,3}:`) },
  { kind: "role", anchors: ["du bist jetzt", "du bist nun", "sie sind jetzt", "ab sofort bist", "ab jetzt", "tu es maintenant", "vous êtes maintenant", "ahora eres", "a partir de ahora", "a partir de agora", "agora você é", "ora sei", "da ora in poi", "je bent nu", "vanaf nu"], expression: phrase(`du bist (?:jetzt|nun)|sie sind jetzt|ab (?:sofort|jetzt)(?: bist| sind| wirst)|tu es maintenant|vous êtes maintenant|désormais,? (?:tu|vous)|ahora eres|a partir de (?:ahora|agora)|agora você é|ora sei|da ora in poi|je bent nu|vanaf nu`) },
  { kind: "address", anchors: ["hinweis an", "nachricht an", "anweisung an", "anweisung für", "an alle ki", "ki-assist", "ki-agent", "note pour", "instruction pour", "nota para", "instrucciones para", "instruções para", "nota per", "istruzioni per"], expression: phrase(`(?:(?:hinweis|nachricht|anweisung(?:en)?) (?:an|für) (?:[${LETTER}]{1,16} ){0,2}?(?:ki|ai|sprachmodelle?|agent|assistent)|an alle ki|ki-(?:assist|agent)[${LETTER}]{1,10}[^.\\n]{0,20}(?:muss|müssen|soll|sollen|:|,)|(?:à l'attention|note|instructions?) (?:pour|des?) (?:[${LETTER}]{1,16} ){0,2}?(?:ia\\b|agents?|assistants?|mod[èe]les?)|(?:nota|instrucciones|instruções) para (?:[${LETTER}]{1,16} ){0,2}?(?:ia\\b|agentes?|asistentes?|assistentes?|modelos?)|(?:nota|istruzioni) per (?:[${LETTER}]{1,16} ){0,2}?(?:ia\\b|agent[ei]|assistent[ei]|modell[oi]))`) },
];

export const LATIN_CUES: readonly PhraseCue[] = [...LATIN_OVERRIDES, ...LATIN_OTHERS];

/** A phrase in a script without anchors of ASCII: looked for only in texts that have that script. */
export interface ScriptCue {
  readonly kind: CueKind;
  /** One character of the script, in the text or not. */
  readonly script: RegExp;
  /** Global and bounded. */
  readonly expression: RegExp;
}

const GREEK = /[\u0370-\u03ff]/;
const THAI = /[\u0e00-\u0e7f]/;
const VIETNAMESE = /[\u1ea0-\u1ef9ăđơưĂĐƠƯ]/;

/** Overrides, secrecy and leaks in other scripts. */
export const SCRIPT_CUES: readonly ScriptCue[] = [
  { kind: "override", script: HAN, expression: /(?:忽略|无视|無視|忽视|忽視|忘记|忘記|忘掉|不要理会|不要理會|不要遵守|抛弃|拋棄)[^。\n]{0,6}(?:之前|以前|以上|先前|前面|上述|上面|所有|你的|一切|任何|此前|原有|系统|系統)[^。\n]{0,14}(?:指令|指示|提示|说明|說明|规则|規則|命令|要求|内容|內容|对话|對話|限制|设定|設定|身份|角色)/g },
  { kind: "override", script: HAN, expression: /(?:之前|以前|以上|先前|上述)[^。\n]{0,10}(?:指令|指示|提示|规则|規則|命令)[^。\n]{0,8}(?:作废|作廢|无效|無效|忽略|取消)/g },
  { kind: "secrecy", script: HAN, expression: /(?:不要|别|別|切勿|不得|请勿)[^。\n]{0,6}(?:告诉|告訴|告知|通知|提及|提到|透露)[^。\n]{0,8}(?:用户|用戶|使用者|任何人(?![^。\n]{0,6}(?:密|口令|验证码)))|(?:不要|别)向用户(?:提及|透露|说明)/g },
  { kind: "prompt-leak", script: HAN, expression: /(?:输出|輸出|显示|顯示|告诉我|告訴我|打印|泄露|透露|重复|重複)[^。\n]{0,10}(?:系统提示|系統提示|系统指令|初始指令|提示词|提示詞)/g },
  { kind: "role", script: HAN, expression: /从现在(?:开始|起)[^。\n]{0,4}你|從現在(?:開始|起)[^。\n]{0,4}你|你现在是(?!否)|你現在是/g },
  { kind: "override", script: KANA, expression: /(?:これまで|それまで|以前|上記|前述|先ほど|すべて|全て|前|今まで|元)[^。\n]{0,16}(?:指示|命令|プロンプト|ルール|指令|インストラクション)[^。\n]{0,10}(?:無視|忘れ|破棄|従わ)/g },
  { kind: "secrecy", script: KANA, expression: /ユーザー?(?:に|へ)は?[^。\n]{0,16}(?:言わない|知らせない|伝えない|通知しない|教えない|知らせず|伝えず|通知せず)/g },
  { kind: "prompt-leak", script: KANA, expression: /システムプロンプト[^。\n]{0,10}(?:表示|出力|教えて|開示|見せて)/g },
  { kind: "role", script: KANA, expression: /(?:今から|これから|今後)[^。\n]{0,4}あなたは|あなたは今/g },
  { kind: "override", script: HANGUL, expression: /(?:이전|위의|앞의|앞선|모든|기존|지금까지)[^.\n]{0,16}(?:지시|명령|프롬프트|지침|규칙)[^.\n]{0,12}(?:무시|잊|따르지)/g },
  { kind: "secrecy", script: HANGUL, expression: /사용자에게[^.\n]{0,16}(?:말하지|알리지|언급하지|보여주지)/g },
  { kind: "prompt-leak", script: HANGUL, expression: /시스템 ?프롬프트[^.\n]{0,10}(?:출력|보여|공개|알려)/g },
  { kind: "override", script: CYRILLIC, expression: /забудь(?:те)? вс[её],? что|(?:игнорируй(?:те)?|проигнорируй(?:те)?|игнорировать|забудь(?:те)?|не обращай(?:те)? внимания на|отмени(?:те)?|не следуй(?:те)?|ігноруй(?:те)?|проігноруй(?:те)?|забудь(?:те)? про|игнорирай(?:те)?|занемари(?:те)?)[^.\n]{0,40}(?:инструкци|указани|команд|правил|промпт|директив|распоряжени|інструкці|вказівк|упатств|упутств|упуства)/giu },
  { kind: "secrecy", script: CYRILLIC, expression: /(?:не (?:сообщай|говори|рассказывай|упоминай|уведомляй|показывай|кажи|повідомляй)(?:те)?)[^.\n]{0,24}(?:пользовател|користувач)/giu },
  { kind: "prompt-leak", script: CYRILLIC, expression: /(?:покажи|выведи|раскрой|напечатай|повтори)(?:те)?[^.\n]{0,24}(?:системн\p{L}{1,4} (?:промпт|инструкц|сообщени)|свои инструкции)/giu },
  { kind: "role", script: CYRILLIC, expression: /(?:теперь ты|с этого момента|отныне)[^.\n]{0,8}/giu },
  { kind: "override", script: ARABIC, expression: /(?:تجاهل|تجاهلوا|انس|انسى|اهمل|أهمل)[^.\n]{0,24}(?:التعليمات|تعليمات|الأوامر|أوامر|التوجيهات|القواعد|تعليماتك)|(?:دستور(?:ات|العمل)?|فرمان|راهنمایی)[^.\n]{0,24}(?:نادیده|فراموش)/g },
  { kind: "secrecy", script: ARABIC, expression: /(?:لا تخبر|لا تذكر|دون إخبار|لا تبلغ)[^.\n]{0,16}المستخدم/g },
  { kind: "override", script: HEBREW, expression: /(?:התעלם|תתעלם|התעלמי|התעלמו|שכח|תשכח)[^.\n]{0,24}(?:ההוראות|הוראות|ההנחיות|הנחיות|הפקודות)/g },
  { kind: "override", script: DEVANAGARI, expression: /(?:पिछले|पिछली|सभी|पूर्व|ऊपर|पहले)[^।\n]{0,24}(?:निर्देश|आदेश|अनुदेश|नियम)[^।\n]{0,20}(?:अनदेखा|अनदेखी|भूल|नज़रअंदाज़|नजरअंदाज|ध्यान न|उपेक्षा)|(?:अनदेखा|भूल)[^।\n]{0,20}(?:पिछले|सभी|पूर्व)[^।\n]{0,16}(?:निर्देश|आदेश)/g },
  { kind: "override", script: GREEK, expression: /(?:αγν[οό]ησ\p{L}{1,5}|αγνοήστε|ξέχασε|ξεχάστε)[^.\n]{0,32}(?:οδηγίες|εντολές|κανόνες)/giu },
  { kind: "override", script: THAI, expression: /(?:ไม่ต้องสนใจ|เพิกเฉย|ละเว้น|ลืม|ไม่สนใจ)[^\n]{0,24}(?:คำสั่ง|คำแนะนำ|กฎ)/g },
  { kind: "override", script: VIETNAMESE, expression: /(?:bỏ qua|phớt lờ|quên|hãy quên)[^.\n]{0,30}(?:hướng dẫn|chỉ dẫn|lệnh|chỉ thị|quy tắc)/giu },
];
