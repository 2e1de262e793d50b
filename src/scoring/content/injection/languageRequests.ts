import type { CueKind } from "./cue.js";
import type { PhraseCue } from "./englishCues.js";
import type { ScriptCue } from "./languageCues.js";
import { PROMPT_NAMES } from "./things.js";
import { LETTER, phrase, within } from "./phrases.js";
import { ARABIC, CYRILLIC, DEVANAGARI, HAN, HANGUL, HEBREW, KANA } from "./scripts.js";

/** How one language of the Latin alphabet says what attackers say; each part is an expression. */
interface Tongue {
  /** Names of an agent. */
  readonly agent: string;
  /** What stands before such a name when it is spoken to. */
  readonly call: string;
  /** "Forget", "ignore", "do not follow". */
  readonly forget: string;
  /** "What you were told", "the instructions of your developer". */
  readonly told: string;
  /** "Don't say it to the user", in whatever order. */
  readonly secrecy: string;
  /** "You have no restrictions". */
  readonly free: string;
  /** "The user has agreed". */
  readonly agreed: string;
  /** "Print", "show". */
  readonly show: string;
  /** Beginnings of those expressions, three ASCII characters or more. */
  readonly anchors: Readonly<Record<"call" | "forget" | "secrecy" | "free" | "agreed" | "show", readonly string[]>>;
}

const GERMAN: Tongue = {
  agent: "ki(?:-(?:agent|assistent|system|modell|bot)\\w{0,4})?|(?:assistent|agent)(?:en)?|sprachmodell\\w{0,2}|chatbots?|claude|copilot|chatgpt",
  call: "hinweise? (?:an|für)|nachricht (?:an|für)|achtung,?|liebe[rs]?|hallo|an(?: den| die| alle| das)?|anweisung(?:en)? (?:an|für)|wichtig für",
  forget: "vergiss|vergesst|vergessen sie|ignoriere?|missachte|befolge nicht|beachte nicht|halte dich nicht",
  told: "was (?:dir|ihnen|euch|man|der|die|dein|ich)|(?:die|alle|deine|jede) (?:\\S{1,20} )?(?:anweisung|vorgabe|regel|anordnung|instruktion|aufgabe)\\S{0,4} (?:deine[sr]|des|der|von|die (?:du|dir))|alles(?: andere)?,? was",
  secrecy: "erwähn\\S{1,3} (?:das|dies|es)\\S{0,3} [^.\\n]{0,30}(?:nicht|nirgends|niemand)|(?:sag|verrat|erzähl|teil)\\S{0,2} (?:das|es|davon|dies)\\S{0,3} [^.\\n]{0,40}(?:nicht|nichts|niemand)|(?:sag|verrat|erzähl|teil)\\S{0,2} (?:dem|deinem) (?:be)?nutzer[^.\\n]{0,30}(?:nicht|nichts|kein)|ohne (?:es zu erwähnen|den (?:be)?nutzer)|niemand darf (?:davon )?(?:erfahren|wissen)|(?:der|dem) (?:be)?nutzer (?:soll|darf|muss)[^.\\n]{0,20}(?:nichts|nicht)[^.\\n]{0,12}(?:mitbekommen|erfahren|wissen|merken)|behalt\\S{0,2} (?:das|es) für dich",
  free: "(?:du|ihr) (?:hast|habt|bist|unterliegst)[^.\\n]{0,30}(?:keine|keinen|ohne)(?:rlei)? (?:einschränkung|beschränkung|regel|grenze|filter)\\S{0,3}|du gehorchst[^.\\n]{0,20}nur",
  agreed: "(?:der|die) (?:be)?(?:nutzer|anwender|entwickler|besitzer)\\S{0,3} ha(?:t|ben)[^.\\n]{0,30}(?:zugestimmt|genehmigt|erlaubt|bestätigt|eingewilligt)",
  show: "gib|zeige?|nenne|drucke|schreib",
  anchors: { call: ["hinweis", "nachricht", "achtung", "liebe", "hallo", "an den ", "an die ", "an alle", "an das", "an claude", "an copilot", "anweisung", "wichtig"], forget: ["vergiss", "vergess", "ignorier", "missacht", "befolge", "beachte", "halte"], secrecy: ["erw", "sag", "verrat", "erz", "teil", "ohne", "niemand", "behalt", "der ", "dem "], free: ["du ", "ihr ", "sie ", "frei von"], agreed: ["der ", "die "], show: ["gib", "zeig", "nenne", "drucke", "schreib"] },
};
const FRENCH: Tongue = {
  agent: "ia|agents?(?: d['’]ia| ia)?|assistants?(?: ia)?|mod[èe]les? de langage|llm|chatbots?",
  call: "[àa] l['’]attention de(?:s|l['’]|la| l['’])?|note (?:pour|[àa])(?: l['’]| les| la)?|message (?:destin[ée] )?(?:pour|aux?)(?: l['’]| les)?|attention,?|chers?|bonjour|instructions? (?:pour|aux?)(?: l['’]| les)?",
  forget: "oublie[sz]?|ignore[zr]?|ne (?:suis|suivez|respecte[sz]?|tiens|tenez) (?:plus|pas)",
  told: "ce qu(?:e|['’]on|['’]il|['’]elle)|(?:tes|vos|les|toutes les) (?:\\S{1,20} )?(?:consigne|instruction|r[èe]gle|directive|ordre)s?|tout ce qu",
  secrecy: "n['’]en (?:parle|dis|informe)[sz]?(?: pas)?|ne (?:le |lui )(?:dis|dites|r[ée]v[èe]le[sz]?|mentionne[sz]?|signale[sz]?)[^.\\n]{0,12}(?:pas|rien|jamais)|ne (?:dis|dites|r[ée]v[èe]le[sz]?|mentionne[sz]?|signale[sz]?|pr[ée]viens|pr[ée]venez)[^.\\n]{0,24}(?:cela|ceci|ça|l['’]utilisateur)|sans (?:le (?:dire|signaler|mentionner)|pr[ée]venir l['’]utilisateur)",
  free: "(?:tu|vous) (?:n['’]as|n['’]avez|n['’]es|n['’][êe]tes)[^.\\n]{0,30}(?:plus|aucune?)[^.\\n]{0,20}(?:restriction|limite|r[èe]gle|filtre)s?|tu n['’]es plus (?:soumis|li[ée]|tenu)",
  agreed: "(?:l['’]utilisateur|le propri[ée]taire|le d[ée]veloppeur) (?:a|est)[^.\\n]{0,30}(?:accept|d['’]accord|autoris|approuv|confirm|consent)",
  show: "affiche[rz]?|montre[rz]?|donne[rz]?|imprime[rz]?|r[ée]v[èe]le[rz]?|r[ée]p[èe]te[rz]?|r[ée]ponds",
  anchors: { call: ["l'att", "a l'att", "attention", "note pour", "message", "cher", "bonjour", "instruction"], forget: ["oubli", "ignore", "ne sui", "ne resp", "ne t"], secrecy: ["n'en ", "ne le ", "ne lui", "ne la ", "ne dis", "ne dit", "ne r", "ne ment", "ne sign", "ne pr", "sans "], free: ["tu n", "vous n", "sans "], agreed: ["l'uti", "le pro", "le d"], show: ["affich", "montre", "donne", "imprim", "revele", "repete", "reponds"] },
};
const SPANISH: Tongue = {
  agent: "ia|agentes?(?: de ia)?|asistentes?(?: de ia)?|modelos? de lenguaje|llm|chatbots?",
  call: "aviso (?:para|a)(?: los?| las?| todos los)?|nota (?:para|a)(?: los?| el| la)?|mensaje (?:para|a)(?: los?| el)?|atenci[óo]n,?|querid[oa]s?|hola|instrucciones para(?: los?| el)?",
  forget: "olvid(?:a|e|en|ate)|ignor(?:a|e|en)|no (?:hagas caso|sigas|obedezcas|respetes)(?: de| m[áa]s)?",
  told: "lo que|todo lo|(?:tus|sus|las|los|todas las) (?:\\S{1,20} )?(?:instruccion|regla|orden|consigna|directri)\\S{0,3}",
  secrecy: "no (?:se lo|lo|le) (?:digas?|cuentes?|menciones?|informes?|avises?|comentes?)|no (?:digas?|cuentes?|menciones?|informes?|avises?|reveles?|comentes?)[^.\\n]{0,24}(?:usuario|esto|nada de esto)|sin (?:avisar|decir(?:lo)?|que (?:lo )?sepa)[^.\\n]{0,20}(?:usuario|nadie)?",
  free: "(?:ya )?no tienes[^.\\n]{0,20}(?:restriccion|l[íi]mite|regla|filtro)\\S{0,3}",
  agreed: "el (?:usuario|due[ñn]o|desarrollador|propietario)[^.\\n]{0,12} (?:ha |dio |est[áa] )?[^.\\n]{0,12}(?:permiso|acept|autoriz|aprob|confirm|acuerdo|consent)",
  show: "muestra|muestre|imprim[ae]|ense[ñn]a|revel[ae]|repite|responde|escribe",
  anchors: { call: ["aviso", "nota ", "mensaje", "atenci", "querid", "hola", "instrucciones"], forget: ["olvid", "ignor", "no hagas", "no sigas", "no obed", "no resp"], secrecy: ["no se ", "no le ", "no lo ", "no les", "no la ", "no dig", "no cuen", "no menc", "no inf", "no avis", "no rev", "no com", "sin "], free: ["ya no", "no tienes", "sin "], agreed: ["el usu", "el due", "el des", "el pro"], show: ["muestr", "imprim", "ense", "revel", "repite", "responde", "escrib"] },
};
const PORTUGUESE: Tongue = {
  agent: "ia|agentes?(?: de ia)?|assistentes?(?: de ia)?|modelos? de linguagem|llm|chatbots?",
  call: "aten[çc][ãa]o,?|aviso (?:para|a)(?: os?| as?)?|nota (?:para|a)(?: os?| o)?|mensagem (?:para|aos?|às?)(?: os?| a)?|car[oa]s?|prezad[oa]s?|ol[áa]|instru[çc][õo]es para(?: os?)?",
  forget: "esque[çc]a(?: de)?|ignore|desconsidere|n[ãa]o (?:siga|obede[çc]a|respeite)(?: mais)?",
  told: "(?:tudo )?o que|as? (?:\\S{1,20} )?(?:instru[çc]|regra|ordem|ordens|diretri)\\S{0,6} (?:que|do|da|de)|tudo que",
  secrecy: "n[ãa]o (?:conte|diga|mencione|informe|avise|revele|comente)[^.\\n]{0,20}(?:usu[áa]rio|isso|isto|nada disso)|sem (?:avisar|informar|dizer|contar)[^.\\n]{0,14}(?:usu[áa]rio|ningu[ée]m|nada)",
  free: "(?:voc[êe] )?(?:j[áa] )?n[ãa]o tem (?:mais )?[^.\\n]{0,14}(?:restri[çc]|limite|regra|filtro)\\S{0,4}",
  agreed: "o (?:usu[áa]rio|dono|desenvolvedor|propriet[áa]rio)[^.\\n]{0,20}(?:permi|aceit|autoriz|aprov|confirm|concord|consent)",
  show: "mostre|mostra|exiba|imprima|revele|repita|responda|escreva",
  anchors: { call: ["aten", "aviso", "nota ", "mensagem", "caro", "cara", "prezad", "ola", "instru"], forget: ["esque", "ignore", "desconsid", "nao "], secrecy: ["nao ", "sem "], free: ["voc", "nao ", "sem "], agreed: ["o usu", "o dono", "o des", "o prop"], show: ["mostr", "exiba", "imprim", "revele", "repita", "responda", "escreva"] },
};
const ITALIAN: Tongue = {
  agent: "ia|ai|agent[ei](?: (?:di )?(?:ia|ai))?|assistent[ei](?: (?:di )?(?:ia|ai))?|modell[oi] linguistic[oi]|llm|chatbot",
  call: "nota per(?: gli| l['’]| il| tutti gli)?|avviso (?:per|agli|all['’])(?: gli| l['’])?|messaggio (?:per|agli)(?: gli| l['’])?|attenzione,?|car[oi]|ciao|istruzioni per(?: gli| l['’])?",
  forget: "dimentica(?:te|ti)?(?: di)?|ignora(?:te)?|non (?:seguire|rispettare|obbedire|considerare)(?: più)?",
  told: "(?:tutto )?(?:ciò|quello|quanto) che|(?:tutto )?quanto|(?:le|tutte le|ogni) (?:\\S{1,20} )?(?:istruzion|regol|direttiv|ordin|consegn)\\S{1,3}",
  secrecy: "non (?:dir|raccontar|menzionar|riferir|segnalar|rivelar)(?:lo|glielo|ne)|non (?:dir|raccontar|menzionar|riferir|parlar|informar|segnalar|rivelar)\\S{0,3} [^.\\n]{0,24}(?:utente|questo|ciò)|senza (?:dir(?:lo|e)|informare|avvisare|menzionarlo)[^.\\n]{0,14}(?:utente|nessuno|nulla)?",
  free: "non hai (?:più )?[^.\\n]{0,14}(?:restrizion|limit|regol|filtr)\\S{0,2}",
  agreed: "(?:l['’]utente|il proprietario|lo sviluppatore)[^.\\n]{0,14} (?:ha|è)[^.\\n]{0,20}(?:accett|autorizz|approv|conferm|d['’]accordo|acconsent|permess)",
  show: "mostra|stampa|rivela|ripeti|scrivi|rispondi|elenca",
  anchors: { call: ["nota per", "avviso", "messaggio", "attenzione", "caro", "cari ", "ciao", "istruzioni"], forget: ["dimentica", "ignora", "non segu", "non risp", "non obb", "non cons"], secrecy: ["non dir", "non racc", "non menz", "non rif", "non parl", "non inf", "non segn", "non riv", "senza "], free: ["non hai", "senza "], agreed: ["l'utente", "il prop", "lo svil"], show: ["mostra", "stampa", "rivela", "ripeti", "scrivi", "rispondi", "elenca"] },
};

const USER = `(?:be)?nutzer|anwender|utilisateur|usuari[oa]|usu[áa]rio|utente|user|niemand|personne|nadie|ningu[ée]m|nessuno|darauf|davon|pas|l['’]utilisateur|de (?:ello|esto)|disso`;

function cuesOf({ agent, call, forget, told, secrecy, free, agreed, show, anchors }: Tongue): PhraseCue[] {
  return [
    { kind: "address", anchors: anchors.call, expression: phrase(`(?:${call})[ ,:]{0,3}(?:[${LETTER}]{1,14} ){0,2}?(?:${agent})(?![${LETTER}])`) },
    { kind: "override", anchors: anchors.forget, expression: phrase(`(?:${forget})[ ,:]{1,3}(?:[${LETTER}]{1,12} ){0,2}?(?:${told})(?=[^\\n]{0,160}(?:${PROMPT_NAMES}|https?:|\\.env|id_rsa|\\.ssh|\\.aws|rm -rf|curl |prompt|stattdessen|sofort|à la place|maintenant|à partir|uniquement|désormais|en su lugar|ahora|a partir|env[íi]|manda|agora|em vez|ora |adesso|invece|solo|invia|schick|send|execut|esegui|führe|ejecut))`) },
    { kind: "secrecy", anchors: anchors.secrecy, expression: phrase(`(?:${secrecy})(?=[^.\\n]{0,40}(?:${USER}|[.!\\n]|$))`) },
    { kind: "jailbreak", anchors: anchors.free, expression: phrase(`(?:${free})`) },
    { kind: "consent", anchors: anchors.agreed, expression: phrase(`(?:${agreed})`) },
    { kind: "prompt-leak", anchors: anchors.show, expression: phrase(`(?:${show})[${LETTER}]{0,3}${within(50)}(?:${PROMPT_NAMES})`) },
    { kind: "demand-weak", anchors: anchors.show, expression: phrase(`(?:${show})[${LETTER}]{0,3}${within(30)}(?:umgebungsvariablen|variables d['’]environnement|variables de entorno|variáveis de ambiente|variabili d['’]ambiente)`) },
  ];
}

export const LATIN_REQUESTS: readonly PhraseCue[] = [
  ...[GERMAN, FRENCH, SPANISH, PORTUGUESE, ITALIAN].flatMap(cuesOf),
  // Agents by their name at the beginning of a sentence, or in brackets.
  { kind: "address", anchors: ["ki-", "agent", "assistent", "asistent", "assistant", "ia:", "ai-assist", "ai-agent"], expression: phrase(`(?:ki-(?:agent|assistent|system)\\w{0,3}|agents? ia|agentes? de ia|asistentes? de ia|assistentes? de ia|agent[ei] (?:di )?ia|assistent[ei] (?:di )?ia|assistants? ia|ai-(?:assistent|agent)\\w{0,3})(?=[ ]?[:,]| (?:muss|müssen|soll|sollen|doit|doivent|debe|deben|deve|devono|devem)\\b)`) },
  { kind: "sabotage", anchors: ["supprim", "efface", "borra", "borre", "elimina", "apag", "cancella", "verwijder", "loesch", "destru"], expression: phrase(`(?:supprim|efface|borr[ae]|elimin|apag|cancell|verwijder|loesch|destru)[${LETTER}]{0,5}${within(24)}(?:base de don|bases? de datos|base de dados|database|sauvegarde|copias? de seguridad|respaldo|backups?|c[óo]pias|dati|datos|dados|données|fichiers|archivos|arquivos|file|d[ée]p[ôo]t|repositori)`) },
  { kind: "sabotage", anchors: ["datenbank", "sicherung", "backups"], expression: phrase(`(?:datenbank|sicherung(?:en|skopien)|backups)${within(12)}(?:lösch|entfern|vernicht)|(?<=(?:lösch|entfern|vernicht)[${LETTER}]{0,3} (?:[${LETTER}]{1,8} ){0,2})(?:datenbank|sicherung(?:en|skopien)|backups)`) },
  // Dutch and Polish.
  { kind: "address", anchors: ["bericht voor", "let op", "opmerking voor", "instructie voor", "uwaga", "notatka dla", "instrukcja dla"], expression: phrase(`(?:bericht|opmerking|instructies?) voor (?:[${LETTER}]{1,12} ){0,2}?(?:ai|agent|assistent)|let op,? (?:ai|agent)|(?:uwaga|notatka|instrukcja)(?: dla)?,? (?:[${LETTER}]{1,12} ){0,2}?(?:ai|agent|asystent|model)`) },
  { kind: "secrecy", anchors: ["vertel ", "zeg ", "meld ", "nie m", "nie informuj", "nie wspominaj"], expression: phrase(`(?:vertel|zeg|meld)[^.\\n]{0,30}(?:niet|niets|geen)[^.\\n]{0,30}gebruiker|(?:vertel|zeg|meld) de gebruiker[^.\\n]{0,20}niet|nie (?:mów|informuj|wspominaj)[^.\\n]{0,30}(?:użytkownik|nikomu)`) },
];

const TURKISH = /[ğışİŞĞ]/;
const VIETNAMESE = /[\u1ea0-\u1ef9]/;

const script = (kind: CueKind, of: RegExp, source: string): ScriptCue => ({ kind, script: of, expression: new RegExp(source, "giu") });

export const SCRIPT_REQUESTS: readonly ScriptCue[] = [
  script("address", HAN, "(?:AI|人工智能|智能)[ ]?(?:助手|代理|智能体|助理|模型|機器人|机器人)(?=[^。\\n]{0,4}(?:请|請|注意|[:：,，]|必须|必須|应|應|需))|(?:致|给|給|写给)[^。\\n]{0,6}(?:AI|人工智能|大模型|语言模型|助手)"),
  script("override", HAN, "(?:忘记|忘記|忘掉|无视|無視|忽略|忽视|不要听从|不要聽從|不再遵守)[^。\\n]{0,4}(?:开发者|開發者|用户|用戶|使用者|管理员)[^。\\n]{0,8}(?:要求|指令|命令|指示|的话|吩咐|设定)|(?:忘记|忘記|忘掉|无视|忽略)[^。\\n]{0,6}(?:之前|以前|此前|先前)[^。\\n]{0,6}(?:告诉|说|說|对你|收到)"),
  script("jailbreak", HAN, "(?:你)?(?:不再|不)受(?:任何|一切)(?:限制|约束|約束|规则)|(?:没有|無|无)(?:任何)?限制的(?:助手|AI|模型)|解除(?:所有|一切|全部)?限制"),
  script("secrecy", HAN, "(?:不要|别|別|切勿|请勿|無需|无需|不必)[^。\\n]{0,4}(?:声张|聲張|提及(?:此|这|該|该|本)|(?:告知|告诉|告訴|通知|报告|報告)(?:用户|用戶|使用者|主人|开发者))|不(?:让|讓)(?:用户|用戶|任何人)(?:知道|发现|發現)|悄悄(?:地)?"),
  script("consent", HAN, "(?:用户|用戶|管理员|管理員|开发者|主人)(?:已经|已經|已)?(?:同意|授权|授權|批准|许可|確認|确认)"),
  script("address", KANA, "AI ?(?:アシスタント|エージェント|モデル)[^。\\n]{0,8}(?:へ|に(?:告|伝|対)|は(?:まず|必ず|次|直ち|今)|、|:|：|向け)|(?:エージェント|アシスタント)(?:への|へ)(?:指示|お知らせ|注意|連絡)?"),
  script("override", KANA, "(?:開発者|ユーザー|これまで|以前)[^。\\n]{0,12}(?:言った|伝えた|言われた|聞いた|要求|依頼|指示)[^。\\n]{0,14}(?:無視|忘れ)"),
  script("jailbreak", KANA, "(?:一切の|すべての|あらゆる)?制限(?:は|が|を)?(?:ありません|なく|なし|受けません|解除)"),
  script("secrecy", KANA, "(?:ユーザー?|利用者)に(?:は|も)?[^。\\n]{0,16}(?:ないで|ないこと|ずに|秘密|内緒)|(?:黙って|こっそり)"),
  script("consent", KANA, "(?:ユーザー?|管理者|開発者)(?:は|が)[^。\\n]{0,10}(?:許可|同意|承認|了承)(?:済み|して)"),
  script("address", HANGUL, "AI ?(?:에이전트|어시스턴트|도우미|모델|비서)[^.\\n]{0,6}(?:에게|께|는|은|,|:|용)|인공지능[^.\\n]{0,10}(?:에게|께|:)"),
  script("override", HANGUL, "(?:개발자|사용자|지금까지|이전에|앞서)[^.\\n]{0,16}(?:말한|들은|받은|요청|지시|한 말)[^.\\n]{0,16}(?:무시|잊)"),
  script("jailbreak", HANGUL, "(?:아무런|어떠한|모든) ?(?:제한|제약)[^.\\n]{0,8}(?:없|해제|받지)"),
  script("secrecy", HANGUL, "(?:사용자)에게[^.\\n]{0,20}(?:알리지|말하지|언급하지|보고하지|숨기)|몰래|조용히"),
  script("consent", HANGUL, "(?:사용자|관리자|개발자)(?:가|는)?[^.\\n]{0,10}(?:동의|승인|허락|허가)(?:했|하였|함)"),
  script("address", CYRILLIC, "(?:внимание|примечание|сообщение|инструкция|указание|обращение|заметка|уважаемый|дорогой|привет|увага)[,:]?(?: для| к)?(?: всех)? ?(?:ИИ|AI|искусственн|языков|ассистент|агент|бот|модел|нейросет)|ИИ-(?:агент|ассистент|помощник|модел)\\p{L}{0,3}(?=[:, ]{1,2})"),
  script("override", CYRILLIC, "(?:забудь|игнорируй|не слушай)(?:те)?[^.\\n]{0,14}(?:вс[её]|то),? что[^.\\n]{0,20}(?:говорил|сказал|просил|велел|написан|требова)\\p{L}{0,3}"),
  script("jailbreak", CYRILLIC, "(?:у тебя|ты)[^.\\n]{0,20}(?:больше )?(?:нет|без|не имеешь)[^.\\n]{0,12}(?:ограничени|правил|запрет|фильтр)\\p{L}{0,3}|без (?:каких-либо |всяких )?ограничений"),
  script("secrecy", CYRILLIC, "(?:ничего|об этом) (?:никому )?не (?:говори|сообщай|рассказывай|упоминай|докладывай)(?:те)?|не (?:говори|сообщай|рассказывай|упоминай|докладывай)(?:те)?[^.\\n]{0,24}(?:пользовател|об этом|владельц)|(?:тихо|незаметно|втайне)|ничего не говори"),
  script("consent", CYRILLIC, "(?:пользователь|владелец|разработчик|администратор)[^.\\n]{0,12}(?:уже )?(?:согласил|разрешил|одобрил|подтвердил|дал согласие)\\p{L}{0,3}"),
  script("address", ARABIC, "(?:إلى|تنبيه ل|ملاحظة ل|رسالة إلى|عزيزي|مرحبا)[^.\\n]{0,8}(?:وكيل|وكلاء|مساعد|المساعد|نموذج|نماذج)[^.\\n]{0,8}(?:الذكاء|الاصطناعي|الآلي|اللغ)"),
  script("override", ARABIC, "(?:تجاهل|انس|انسى|اهمل|أهمل|لا تتبع)[^.\\n]{0,10}(?:كل|جميع|ما)[^.\\n]{0,12}(?:قيل|طلب|أُمرت|أمرت|سبق|كتب)"),
  script("jailbreak", ARABIC, "(?:بدون|دون|بلا)[^.\\n]{0,4}(?:أي )?(?:قيود|حدود)|لا (?:توجد|تخضع)[^.\\n]{0,8}قيود"),
  script("secrecy", ARABIC, "(?:لا|ولا|دون أن) (?:تخبر|تذكر|تبلغ|تقل|تعلم|تشر)[^.\\n]{0,30}(?:المستخدم|بذلك|عن هذا)"),
  script("consent", ARABIC, "(?:المستخدم|المالك|المطور)[^.\\n]{0,10}(?:وافق|سمح|أذن|أكد)"),
  script("address", DEVANAGARI, "(?:एआई|AI|कृत्रिम बुद्धि)[^।\\n]{0,6}(?:सहायक|एजेंट|मॉडल|बॉट)[^।\\n]{0,6}(?:के लिए|को|ध्यान|:|,)"),
  script("override", DEVANAGARI, "(?:जो कुछ|सब कुछ|जो भी)[^।\\n]{0,20}(?:कहा|बताया)[^।\\n]{0,16}(?:भूल|अनदेखा)"),
  script("jailbreak", DEVANAGARI, "(?:कोई|किसी) (?:भी )?(?:प्रतिबंध|सीमा)[^।\\n]{0,8}(?:नहीं|बिना)"),
  script("secrecy", DEVANAGARI, "(?:उपयोगकर्ता|यूज़र)[^।\\n]{0,6}को[^।\\n]{0,12}(?:न|मत|नहीं) ?(?:बता|कह|सूचित)|चुपचाप"),
  script("consent", DEVANAGARI, "(?:उपयोगकर्ता|मालिक|डेवलपर) ने[^।\\n]{0,14}(?:अनुमति|सहमति|मंज़ूरी|स्वीकृति)"),
  script("address", TURKISH, "(?:yapay zek[âa]|ai|yz)[^.\\n]{0,4}(?:asistan|ajan|model|araç)\\p{L}{0,8}[^.\\n]{0,6}(?:not|mesaj|dikkat|:|,|için)|(?:not|dikkat|mesaj)[:,]? (?:yapay zek|ai )"),
  script("override", TURKISH, "(?:sana|size) (?:söylenen|verilen|anlatılan)[^.\\n]{0,24}(?:unut|yok say|görmezden|dikkate alma)|geliştirici\\p{L}{0,6}[^.\\n]{0,24}(?:unut|yok say|görmezden)"),
  script("jailbreak", TURKISH, "(?:hiçbir|artık) (?:kısıtlama|sınır|kural)\\p{L}{0,4}[^.\\n]{0,10}(?:yok|olmadan)"),
  script("secrecy", TURKISH, "(?:kullanıcı)\\p{L}{0,4}[^.\\n]{0,20}(?:söyleme|bildirme|bahsetme|haber verme|belli etme)|sessizce|gizlice"),
  script("consent", TURKISH, "(?:kullanıcı|sahibi|geliştirici)[^.\\n]{0,14}(?:onay|izin) (?:ver|al)"),
  ...([
    [HAN, "删除|刪除|清空|销毁", "备份|備份|数据库|資料庫|仓库|文件|代码"], [KANA, "削除|消去|破棄", "バックアップ|データベース|ファイル|リポジトリ"], [HANGUL, "삭제|지워", "백업|데이터베이스|파일|저장소"],
    [CYRILLIC, "удали|сотри|уничтож|очисти", "резервн|баз\\p{L}{1,2} данных|файл|репозитори|бэкап"], [ARABIC, "احذف|امسح|دمر", "النسخ الاحتياطي|قاعدة البيانات|الملفات|المستودع"], [DEVANAGARI, "हटा|मिटा|डिलीट", "बैकअप|डेटाबेस|फ़ाइल"], [TURKISH, "sil|yok et|temizle", "yedek|veritaban|dosya|depo"],
  ] as const).map(([of, verb, thing]) => script("sabotage", of, `(?:${verb})\\p{L}{0,6}[^.。।\\n]{0,20}(?:${thing})|(?:${thing})\\p{L}{0,8}[^.。।\\n]{0,16}(?:${verb})`)),
  ...([
    [HAN, "输出|輸出|打印|显示|列出|给我", "环境变量|環境變數|密钥|密码|凭据"], [KANA, "出力|表示|教え|一覧", "環境変数|秘密鍵|パスワード|認証情報"], [HANGUL, "출력|보여|나열|알려", "환경 ?변수|비밀 ?키|비밀번호"],
    [CYRILLIC, "выведи|покажи|напечатай|перечисли", "переменны\\p{L}{1,3} (?:окружения|среды)|ключи|парол"], [ARABIC, "اعرض|اطبع|أظهر", "متغيرات البيئة|كلمات المرور|المفاتيح"], [DEVANAGARI, "दिखा|प्रिंट|बता", "पर्यावरण चर|पासवर्ड"], [TURKISH, "yazdır|göster|listele", "ortam değişken|parola|şifre|anahtar"],
  ] as const).map(([of, verb, thing]) => script("demand-weak", of, `(?:${verb})\\p{L}{0,6}[^.。।\\n]{0,14}(?:${thing})|(?:${thing})\\p{L}{0,8}[^.。।\\n]{0,12}(?:${verb})`)),
  script("override", HAN, "(?:忘记|忘記|忘掉)(?:之前|以前|此前|上面)?的?一切"),
  script("address", HAN, "智能体(?:须知|注意|请)|(?:AI|人工智能)代理[：:]|没有限制的(?:助手|AI|模型)"),
  script("jailbreak", HANGUL, "제한이? 없는 (?:AI|인공지능|모델|비서)"),
  script("jailbreak", TURKISH, "(?:hiçbir|artık)[^.\\n]{0,14}(?:kural|kısıtlama|sınır)\\p{L}{0,4}[^.\\n]{0,12}(?:bağlı değil|tabi değil)"),
  script("secrecy", HEBREW, "(?:אל|בלי) (?:תספר|תגיד|לספר|ליידע|תזכיר)[^.\\n]{0,16}(?:למשתמש|לאף אחד|את זה)?"),
  script("secrecy", VIETNAMESE, "(?:không|đừng)[^.\\n]{0,6}(?:nói|cho|thông báo|tiết lộ|đề cập)[^.\\n]{0,20}người dùng"),
  script("address", VIETNAMESE, "(?:gửi|lưu ý|ghi chú|thông báo)[^.\\n]{0,10}(?:trợ lý|tác nhân|mô hình)(?: AI| ngôn ngữ)?"),
  ...[HAN, KANA, HANGUL, CYRILLIC, ARABIC, DEVANAGARI, TURKISH].map((of) => script("prompt-leak", of, `(?:${PROMPT_NAMES})[^.。।\\n]{0,12}(?:表示|出力|開示|輸出|输出|显示|打印|출력|보여|공개|اعرض|أظهر|اطبع|دिखा|दिखा|बता|प्रिंट|göster|yazdır|покажи|выведи|напечатай)|(?:输出|显示|打印|告诉我|покажи|выведи|раскрой|اعرض|أظهر|اطبع)\\p{L}{0,3}[^.。\\n]{0,16}(?:${PROMPT_NAMES})`)),
];
