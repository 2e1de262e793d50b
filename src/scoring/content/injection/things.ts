/** What an attacker wants, by the names that it has in all languages. */
const FILES = String.raw`\.ssh\b|id_(?:rsa|ed25519)\b(?!\.pub)|\.env\b(?!\.(?:example|sample|template|dist))|\.aws\b|mcp\.json|/etc/(?:passwd|shadow)|\.netrc\b|\.git-credentials|\.npmrc\b|kubeconfig|process\.env|os\.environ|\.bash_history`;
const ENVIRONMENT = "umgebungsvariablen|variables? d'environnement|variables de entorno|variáveis de ambiente|variabili d['’]ambiente|omgevingsvariabelen|zmienn[ea] środowisk\\S{0,4}|переменны\\S{1,3} (?:окружения|среды)|змінні середовища|环境变量|環境變數|環境変数|환경 ?변수|متغيرات البيئة|ortam değişken\\S{0,6}|biến môi trường|variabel lingkungan|पर्यावरण चर|एनवायरनमेंट वेरिएबल";
const CONVERSATION = "gesprächsverlauf|chatverlauf|historique (?:de (?:la |cette )?conversation|du chat)|historial (?:de|del)|histórico d[ae] (?:conversa|chat)|cronologia (?:della chat|della conversazione)|истори\\S{1,2} (?:переписки|чата|диалога)|对话(?:记录|历史)|聊天记录|會話紀錄|会話(?:履歴|の内容)|대화 ?(?:기록|내용)|سجل المحادثة|sohbet geçmiş\\S{0,4}|lịch sử trò chuyện|बातचीत का इतिहास";

/** Names of the text that a model begins with. */
export const PROMPT_NAMES = "system-?prompts?|system-?nachricht|systemanweisung(?:en)?|(?:message|prompt|invite) (?:du )?système|(?:mensaje|prompt|instrucciones) del? sistema|(?:mensagem|prompt|instruções) d[eo] sistema|(?:messaggio|prompt|istruzioni) d[ei]l? sistema|systeemprompt|systemow\\S{1,3} (?:prompt|komunikat)|системн\\S{1,3} (?:промпт|сообщени|инструкци)\\S{0,3}|系统(?:提示词?|消息|指令)|系統(?:提示詞?|訊息)|システム ?(?:プロンプト|メッセージ)|시스템 ?(?:프롬프트|메시지)|(?:رسالة|موجه|تعليمات) النظام|sistem (?:mesaj|istem|komut)\\S{0,3}|सिस्टम (?:प्रॉम्प्ट|संदेश)";

/** What nobody hands on without being asked to by its owner. */
export const WANTED = new RegExp(`${FILES}|${ENVIRONMENT}|${CONVERSATION}|${PROMPT_NAMES}`, "iu");
/** Keys and passwords: services ask for them, too. */
export const KEYS_OF_SERVICES = /api[ -]?(?:schlüssel|keys?)|zugangsdaten|passw[oö]rt\S{0,4}|cl[ée]s? (?:d['’])?(?:api|priv)|mots? de passe|identifiants|claves?\b|contraseñas?|credenciales|chaves?\b|senhas?\b|credenciais|chiavi\b|credenziali|wachtwoord\S{0,4}|has[łl]\S{1,3}\b|ключ\S{0,3}|парол\S{1,3}|секрет\S{0,3}|密钥|私钥|密码|密碼|凭证|凭据|令牌|APIキー|秘密鍵|パスワード|認証情報|비밀 ?키|API ?키|비밀번호|자격 ?증명|مفاتيح|كلمات? (?:المرور|السر)|anahtar\S{0,5}|parola\S{0,4}|şifre\S{0,4}|कुंजी|पासवर्ड/iu;
/** A place outside: an address, or a mail address. */
export const OUTSIDE = /https?:\/\/|hxxps?:|[\w.+-]{1,64}@[\w-]{1,64}\.\w|git@|ftp:\/\//i;
