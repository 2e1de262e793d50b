import type { CueKind } from "./cue.js";
import { phrase } from "./phrases.js";

/** A cue that begins at one of its anchors: `expression` is sticky and bounded. */
export interface PhraseCue {
  readonly kind: CueKind;
  /** Beginnings of the phrase, lower case, three ASCII characters or more. */
  readonly anchors: readonly string[];
  readonly expression: RegExp;
  /** Says the opposite after "do not" or "never": a prompt that forbids it. */
  readonly negatable?: true;
}

/** Between two words of a phrase, in one sentence: blanks, a line break with a comment sign, punctuation, markup. */
const GAP = String.raw`[^\w.!?]{1,12}`;
const SMALL = `(?:(?:all|any|every|everything|each|and|or|the|your|my|our|of|these|those|this|that|its|about|from|in|with|for|to|which|has|have|had|were|was|been|is|are|come|came|comes|said|given|provided|told|written|you|i|we|just|completely|entirely|fully|now|please|whatever|above|set|contained|mentioned|stated|other|remaining|them|it|both|such|a|an)${GAP}){0,8}`;
const EARLIER = "(?:previous(?:ly)?|prior|above|earlier|preceding|foregoing|existing|original|system|former|initial|past|old|precedent|pre-existing|developer|hidden|default|built-in|safety|security)";
const STRONG_NOUN = "(?:instructions?|directions?|directives?|prompts?|guidelines|guidance|guardrails|prompting|programming|instruction set)";
const WEAK_NOUN = "(?:rules?|commands?|orders?|constraints?|context|polic(?:y|ies)|restrictions?|tasks?|requests?|training|safeguards|protocols?|safety)";
const REJECT = "(?:ignor(?:e|ing)|disregard(?:ing)?|forget(?:ting)?|neglect|set aside|pay no attention to|stop following|do not follow|don't follow|do not obey|cease following)";

/** The instructions of a manual, which readers are told to skip. */
const NOT_OF_A_TEXT = "(?! (?:in|on|from) (?:the |this )?(?:read-?me|section|chapter|step|manual|wiki|guide|docs?|documentation|page|issue|comment|e-?mail|ticket|letter)\\b)";

const OVERRIDES: readonly PhraseCue[] = [
  {
    kind: "override",
    anchors: ["ignor", "disregard", "forget", "neglect", "set aside", "pay no att", "stop follow", "do not follow", "don't follow", "do not obey", "cease follow"],
    expression: phrase(`${REJECT}${GAP}${SMALL}${EARLIER}${GAP}(?:\\w{1,16}[ -]){0,2}?${STRONG_NOUN}\\b${NOT_OF_A_TEXT}`),
    negatable: true,
  },
  {
    kind: "override",
    anchors: ["overrid", "bypass", "discard"],
    expression: phrase(`(?:overrid(?:e|ing)|bypass|discard)${GAP}${SMALL}(?:previous|prior|above|earlier|your|safety|security|hidden|initial)${GAP}(?:\\w{1,16}[ -]){0,2}?${STRONG_NOUN}\\b`),
    negatable: true,
  },
  {
    kind: "override",
    anchors: ["ignor", "disregard", "forget", "neglect", "pay no att", "set aside"],
    expression: phrase(`${REJECT}${GAP}${SMALL}${STRONG_NOUN}${GAP}(?:above|before (?:this|that)|you (?:have |had |were |'ve )?(?:been )?(?:received?|given|told|got)|given to you|(?:that )?(?:were|was) given|so far|from (?:your|the) (?:developer|system|user|operator)s?|and (?:do|follow|instead|execute|output|print|say|reply|send|run)|instead)`),
    negatable: true,
  },
  {
    kind: "override",
    anchors: ["ignor", "disregard", "forget"],
    expression: phrase(`(?:ignore|disregard|forget)${GAP}(?:everything|all|anything|whatever)${GAP}(?:(?:of|that|the|you)${GAP}){0,3}(?:above|before(?: this)?|previous(?:ly)?(?! (?!and |instead|then |now )[a-z]{3,})|prior|came before|(?:were|was|'ve been|have been) told|been told|know|learned|i (?:have )?(?:said|told|wrote))\\b(?=[^\\n]{0,80}(?:and|instead|now|new|\\.|,|:))`),
    negatable: true,
  },
  {
    kind: "override-weak",
    anchors: ["ignor", "disregard", "forget"],
    expression: phrase(`(?:ignor(?:e|ing)|disregard(?:ing)?|forget)${GAP}(?:(?:all|any|every|the|of|and)${GAP}){0,3}(?:your|previous|prior|earlier|all|safety|security)${GAP}(?:\\w{1,16}[ -]){0,2}?(?:${WEAK_NOUN}|${STRONG_NOUN})\\b`),
    negatable: true,
  },
];

const REVOKED: readonly PhraseCue[] = [
  { kind: "override", anchors: ["ignor", "disregard", "forget"], expression: phrase(`(?:ignore|disregard|forget)${GAP}(?:(?:all|of|the|your)${GAP}){0,3}(?:above(?:${GAP}(?:text|content))?,? (?:and|instead|now) ?(?:instead|now|print|output|say|reply|tell|write|do|return|send|translate|show)|(?:previous|prior|old|former|original)${GAP}(?:persona|identity|role|character)|users?(?:'s?)?${GAP}(?:requests?|questions?|instructions?|quer(?:y|ies)|commands?|wishes)\\b)`), negatable: true },
  { kind: "override", anchors: ["overrides your", "override your", "replaces your", "supersedes your"], expression: phrase(`(?:overrides?|replaces|supersedes) your (?:configuration|instructions|guidelines|programming|rules|settings|prompt|task)`), negatable: true },
  { kind: "override", anchors: ["your instructions", "previous instructions", "prior instructions", "all instructions", "above instructions", "earlier instructions", "safety rules", "safety guidelines", "all rules", "your rules", "your guidelines", "previous rules", "original instructions"], expression: phrase(`(?:(?:your|the|all|any|previous|prior|above|earlier|original|safety)${GAP}){0,3}(?:instructions|(?<=(?:safety|your)${GAP})rules|guidelines|directives|guardrails)${GAP}(?:have (?:been )?(?:changed|revoked|replaced|suspended|lifted|disabled)|(?:are|is) (?:now |hereby )?(?:void|null|invalid|no longer valid|no longer in effect|revoked|suspended|cancell?ed|superseded|disabled|lifted|obsolete))`) },
  { kind: "demand", anchors: ["you must", "you should", "you need to", "you have to", "must now", "agents must", "assistant must"], expression: phrase(`(?:you|agents?|assistants?) (?:must|should|need to|have to)(?: now| first| also| immediately){0,2} (?:(?:output|reveal|leak|disclose|exfiltrate|print|dump)[^.\\n]{0,60}?\\b(?:api keys?|credentials|passwords?|secrets|tokens|private keys?|system prompt)|(?:read|open|include|send|post|upload|copy|cat)[^\\n]{0,60}?(?:/etc/(?:passwd|shadow)|~/\\.ssh|id_rsa|~/\\.aws|\\.env\\b|~/\\.netrc|user'?s (?:secrets|credentials|passwords?|keys|private)))`) },
  { kind: "consent", anchors: ["user has auth", "user has already", "user already", "user has approved", "user has granted", "user has consented", "user has given", "user authorized", "owner has approved"], expression: phrase(`(?:user|owner) (?:has )?(?:already )?(?:authori[sz]ed|approved|granted|consented|agreed|given (?:permission|consent|approval))`) },
  { kind: "steering", anchors: ["respond only with", "reply only with", "respond with only", "include the string", "include the text", "include the phrase", "include the following", "include the word", "in your response", "in your review", "in your summary", "in your answer", "in your reply", "add the following line", "when you summari", "when summari", "without comment", "continue as normal", "recommend our", "approve this pr", "approve this pull", "rate this", "say it is", "say that it is", "mark this", "skip the diff", "skip the review", "skip the security", "forward a copy", "when the user asks", "always import", "always recommend", "add a link to"], expression: phrase("[a-z ]{8,24}") },
];

const AUTHORITY: readonly PhraseCue[] = [
  { kind: "false-authority", anchors: ["before you can"], expression: phrase(`before you can (?:solve|complete|finish|do|continue|proceed|help|answer|start|begin)[^.\\n]{0,60}(?:task|request|question)[^.\\n]{0,60}(?:please|must|need to|have to|should|first)`) },
  { kind: "false-authority", anchors: ["important message from"], expression: phrase(`important message from (?:me|your|the (?:user|system|developer|admin))[^.\\n]{0,60}`) },
  { kind: "false-authority", anchors: ["do the following first"], expression: phrase("do the following first") },
  { kind: "false-authority", anchors: ["system override", "system_override", "admin override", "administrator override", "developer override"], expression: phrase("(?:system|admin|administrator|developer)[ _]override\\b(?=[^\\n]{0,200}(?:you|must|run|send|ignore|execute|output|now|proceed|exfiltrat))") },
  { kind: "false-authority", anchors: ["this supersedes", "these instructions supersede", "supersedes all", "supersede all", "takes precedence over", "take precedence over"], expression: phrase(`(?:(?:this|these instructions) )?(?:supersedes?|takes? precedence over)${GAP}${SMALL}(?:${EARLIER}${GAP})?(?:user(?:'s)?${GAP})?(?:${STRONG_NOUN}|rules)\\b(?=[^\\n]{0,200}(?:you|must|user|agent|assistant))`) },
  { kind: "new-task", anchors: ["your new ", "your real ", "your actual ", "your true ", "your only ", "your next task"], expression: phrase(`your (?:new|real|actual|true|only|next) (?:task|instructions?|objective|goal|mission|purpose|job|directive|role|priority)\\b[^.\\n]{0,12}?(?:is|are|:|will)(?! (?:on|in|at|due|assigned|listed|available)\\b)`) },
  { kind: "new-task", anchors: ["actual instructions", "real instructions", "secret instructions", "hidden instructions", "new instructions for", "updated instructions for", "additional instructions for", "new directive", "new objective", "new orders", "new mission"], expression: phrase(`new (?:directive|objective|orders|mission)\\b(?=\\s{0,2}[:.])|(?:(?:actual|real|secret|hidden) instructions?|(?:new|updated|additional) instructions? for (?:you|the (?:ai|assistant|agent|model)))[ *_"'>]{0,4}[:\\-]`) },
  { kind: "steering", anchors: ["new instructions:", "new instruction:", "updated instructions:"], expression: phrase("[a-z]{3,7} instructions?:") },
  { kind: "run", anchors: ["instead, ", "instead you", "and instead", "instead output", "instead print", "instead say", "instead reply", "instead respond"], expression: phrase(`(?:and )?instead,? (?:you (?:must|should|will|need to)|please|now|just|only)? ?(?:output|say|print|reply|respond|tell|answer|execute|send)\\b`) },
  { kind: "new-task", anchors: ["task complete", "task is complete", "task is done", "user request complete"], expression: phrase(`(?:task|user request)(?: is)? (?:complete|done|completed|finished)[^\\n]{0,30}\\s{0,6}[^\\n]{0,40}(?:new|next|now) (?:task|instructions?|request|objective|you)`) },
  { kind: "urgency", anchors: ["<important>", "<critical>", "[important]", "important!!", "attention ai", "attention:", "ai system message", "critical instruction", "mandatory instruction", "<system"], expression: phrase(`<(?:important|critical)>|\\[important\\]|important!!|attention(?: ai|:)|ai system message|(?:critical|mandatory) instructions?|<system(?:[ _-]?(?:reminder|message|prompt|instructions?))?>`) },
];

const ROLES: readonly PhraseCue[] = [
  { kind: "jailbreak", anchors: ["do anything now", "dan mode", "jailbroken", "jailbreak mode", "god mode", "unrestricted mode"], expression: phrase(`do anything now|jailbroken|(?:(?:dan|jailbreak|god|unrestricted) mode)[^.\\n]{0,24}(?:enabled|activated|on\\b|unlocked|engaged|has been|with no)`) },
  { kind: "jailbreak", anchors: ["you are dan", "you are no longer", "no longer bound", "you have no restriction", "free from all restrict", "without any restrict", "without any censor", "without any filter", "without ethical", "no ethical", "you have broken free", "without moral", "unfiltered and un", "act as an unrestrict", "act as an uncensor", "act as dan", "from now on"], expression: phrase(`from now on[^.\\n]{0,60}no (?:restrictions|limits|filters|rules)|you are (?:dan\\b|no longer (?:bound|an? ai|restricted|limited|claude|chatgpt|a helpful|required|subject))|no longer bound by|you have (?:no restrictions|broken free)|free from all restrictions|without any (?:restrictions|censorship|filters?)(?=[^.\\n]{0,60}(?:\\.|answer|respond|reply))|(?:without|no) (?:ethical|moral) (?:\\w+ ){0,3}(?:limits|constraints|guidelines|boundaries|restrictions|filters?)|unfiltered and un\\w{1,20}|act as (?:an (?:unrestrict|uncensor)\\w{1,12}|dan\\b)`), negatable: true },
  { kind: "role", anchors: ["you are now ", "from now on", "you will now ", "you must now ", "pretend ", "act as if you", "assume the role", "your role is now", "switch to ", "developer mode", "you have been granted"], expression: phrase(`you are now (?!able|ready|in the|logged|connected|on |using|free to|at )\\w|from now on,? (?:you|your|always|respond|answer|act|only)\\b|you (?:will|must) now (?:act|behave|respond|follow|be|obey|execute|only)|pretend (?:to be|that you|you(?:'re| are))|act as if you|you have been granted (?:admin|root|full|unrestricted|elevated)|assume the role|your role is now|switch to (?:developer|admin|debug|root) mode|developer mode[^.\\n]{0,24}(?:enabled|activated|unlocked)`) },
  { kind: "prompt-leak", anchors: ["reveal", "print", "output", "show", "repeat", "tell me", "display", "disclose", "what is your", "what are your", "what were your", "leak", "share your", "give me your", "write out"], expression: phrase(`repeat (?:everything|all|the (?:text|words|content)) (?:above|before)|(?:(?:reveal|print|output|show|repeat|tell|display|disclose|leak|share|give|write)(?: out| back| verbatim| me)?|what (?:is|are|were))${GAP}(?:(?:me|us|the|your|all|of|full|entire|complete|exact|verbatim|whole|original)${GAP}){0,5}(?:your|system|initial|hidden|original|secret)${GAP}(?:(?:system|initial|hidden|original|secret|full)${GAP}){0,2}(?:prompt|instructions|message\\b(?= (?:above|verbatim|in))|guidelines)`), negatable: true },
];

const ADDRESSEE = "(?:ai|a\\.i\\.|artificial intelligence|llms?|large language models?|language models?|coding agents?|ai agents?|ai assistants?|ai models?|ai systems?|ai coding (?:agents?|assistants?)|llm (?:agents?|assistants?)|coding assistants?|autonomous agents?|agentic (?:ai|assistants?)|chatbots?|claude(?: code)?|chatgpt|gpt-?[45]\\w{0,2}|copilot|cursor|opencode|gemini|assistants?)";

const ADDRESSES: readonly PhraseCue[] = [
  { kind: "address", anchors: ["if you are a", "if you're a", "since you are a", "as an ai", "as a large", "as a language", "as an llm", "as the ai", "as the assistant"], expression: phrase(`(?:if|since|as) (?:you(?: are|'re) )?(?:an?|the) (?:\\w{1,16} ){0,2}?${ADDRESSEE}\\b[^.\\n]{0,80}?(?:you|must|please|should|reading|processing|summari[sz]ing|then|do|run|include|,)`) },
  { kind: "address", anchors: ["note to ", "notes to ", "message to ", "message for ", "instructions for ", "instruction for ", "instructions to ", "attention ", "attention, ", "dear ", "hey ", "hi assistant", "hi ai", "hi claude", "hello ", "to the ai ", "to any ai ", "to all ai ", "note for ", "directive for ", "notice to "], expression: phrase(`to (?:the|any|all) ai\\b|(?:notes?|message|instructions?|directive|notice|attention|dear|hey|hi|hello)(?:,| to| for)?(?: the| all| any| our)? (?:\\w{1,16} ){0,2}?${ADDRESSEE}\\b`) },
  { kind: "address", anchors: ["any ai", "all ai", "the ai ", "ai agent", "ai assistant", "ai model", "ai system", "ai coding", "llm", "language model", "coding agent", "coding assistant", "assistants ", "assistant:", "assistant,", "assistant must", "assistant should", "claude,", "claude:", "claude must", "claude should", "copilot,", "copilot:", "cursor:", "cursor,", "opencode:", "opencode,", "chatgpt,", "chatgpt:", "gemini,", "gemini:", "agents reading", "agent must", "agents must", "agents should", "ai agent:", "gpt-"], expression: phrase(`(?:(?:any|all|the) )?(?:${ADDRESSEE}|agents?)(?:,? (?:(?:that|who|which|when)(?: is| are)?|reading|processing|parsing|summari[sz]ing|reviewing|working|analy[sz]ing|visiting|crawling)[^.\\n]{0,50}?)?(?: must| should| shall| are (?:required|instructed|to|obliged)| is (?:required|instructed)| need to| have to|[:,][^.\\n]{0,60}?|:|,) ?(?:\\w{1,16} ){0,3}?(?:you|run|execute|send|ignore|read|include|add|say|tell|output|print|write|reply|respond|mention|recommend|always|never|first|not|do|please|must|also|install|fetch|open|visit|use|approve|set|forward|delete|upload|post|append|insert|call)\\b`) },
];

const SECRECY: readonly PhraseCue[] = [
  { kind: "secrecy", anchors: ["do not tell", "do not inform", "do not mention", "do not reveal", "do not notify", "do not alert", "do not disclose", "do not show", "do not report", "do not let", "do not warn", "don't tell", "don't inform", "don't mention", "don't reveal", "don't notify", "don't alert", "don't show", "don't let", "never tell", "never mention", "never reveal", "never inform", "never show", "never disclose", "must not tell", "must not mention", "not be told", "without telling", "without informing", "without notifying", "without mentioning", "without asking", "without alerting", "without the user", "no need to", "without confirmation", "without asking for", "do not explain why", "hide this from", "keep this secret", "keep this hidden", "keep this between", "conceal"], expression: phrase(`(?:(?:do not|don't|never|must not) (?:tell|inform|mention|reveal|notify|alert|disclose|show|report|let|warn)|not be told|no need to (?:tell|inform|notify|ask|alert)|without (?:telling|informing|notifying|mentioning|asking|alerting|the)|hide this from|keep this (?:secret|hidden|between)|conceal)[^.\\n]{0,60}?\\b(?:(?:the|your|any|human) users?|(?:the |your |any |human )?(?:user|humans?|operators?|developers?|anyone|owner|person|them|us))\\b`) },
  { kind: "secrecy", anchors: ["do not mention", "don't mention", "never mention", "do not reveal", "do not say", "don't say"], expression: phrase(`(?:do not|don't|never) (?:mention|reveal|say)(?: anything about)? (?:this|these|that you|the fact|it)\\b(?=[^.\\n]{0,60}(?:instruction|message|step|tool|comment|note|response|reply|output|summary|[.!]))`) },
  { kind: "secrecy", anchors: ["without confirmation", "without asking for", "do not explain why", "don't explain why"], expression: phrase(`(?:without (?:asking for )?(?:any )?confirmation|without asking for (?:permission|approval)|(?:do not|don't) explain why)`) },
  { kind: "secrecy", anchors: ["silently", "secretly", "covertly", "quietly "], expression: phrase(`(?:silently|secretly|covertly|quietly) (?:(?:and|also|then) )?(?:run|execute|send|read|upload|append|add|include|install|forward|copy|post|exfiltrate|call|collect|fetch|insert)`) },
  { kind: "secrecy", anchors: ["the user must not", "the user should not", "the user does not need", "the user doesn't need", "the user must never"], expression: phrase(`the user (?:(?:must not|should not|must never|does not need to|doesn't need to) (?:know|see|be (?:told|informed|aware|notified|asked)))`) },
];

const TOOLS: readonly PhraseCue[] = [
  { kind: "tool-steering", anchors: ["before using", "before calling", "before invoking", "before you use", "before running", "before each call", "prior to using", "prior to calling", "when this tool", "when using this", "when calling this", "when you call", "whenever this tool", "in order to use this tool", "to use this tool"], expression: phrase(`(?:(?:before|prior to|when|whenever|in order to|to) (?:you )?(?:us(?:e|ing)|call(?:ing)?|invok(?:e|ing)|running|each call)?[^.\\n]{0,12}?\\b(?:this|any|other|the|another|these)?[^.\\n]{0,24}?tools?\\b)[^.\\n]{0,40}?(?:you )?(?:must|should|need to|have to|always|first|please|,)[^.\\n]{0,40}?(?:read|open|access|send|include|pass|run|execute|fetch|call|list|collect|get|cat)\\b(?=[^\\n]{0,160}(?:\\.ssh|\\.env|\\.cursor|mcp\\.json|\\.aws|credential|secret|password|history|curl|https?:|/etc|~/|conversation|contents? (?:of|to|as)))`) },
  { kind: "tool-steering", anchors: ["otherwise the tool", "otherwise this tool", "or the tool will", "the tool will not work", "tool won't work", "will not function"], expression: phrase(`(?:otherwise (?:the|this) tool|or the tool will|the tool (?:will not|won't) (?:work|function)|tool won't work|will not function)`) },
  { kind: "tool-steering", anchors: ["sidenote", "side_note"], expression: phrase(`side_?notes?['"\`)]?[^.\\n]{0,80}(?:content|read|file|pass|tool|parameter)`) },
  { kind: "tool-steering", anchors: ["this tool requires", "always call this", "always use this", "must always call", "must call this", "this tool must be called", "must be called before", "must be used before", "call this tool before", "call this tool first", "prefer this tool over", "instead of any other tool", "instead of the real"], expression: phrase(`this tool requires (?:that )?you (?:to )?(?:first )?(?:call|read|run|send|open)\\b|(?:always (?:call|use) this|must (?:always )?call this|this tool must be called|must be (?:called|used) before|call this tool (?:before|first)|prefer this tool over|instead of any other tool|instead of the real)(?: tool)?(?<=tool[^\\n]{0,16}|(?:call|use) this)(?= tool|[^.\\n]{0,40}\\btools?\\b)`) },
  { kind: "run", anchors: ["run the following", "run this", "execute the following", "execute this", "run these", "execute these", "run `", "execute `", "run: ", "paste this", "paste the following", "run curl", "run bash", "execute curl", "run npx", "run `curl", "you must run", "you must execute", "immediately run", "immediately execute"], expression: phrase(`(?:(?:you must|immediately) )?(?:run|execute|paste)(?::|(?: the following| this| these)(?: \\w{1,16}){0,2} ?(?:commands?|scripts?|code|steps|:|\`|in)| \`| (?:curl|bash|npx|wget|sh|python3?|rm) )`) },
  { kind: "remote-code", anchors: ["curl ", "wget ", "iwr ", "irm ", "bash <(", "/dev/tcp/", "base64 -d", "base64 --d"], expression: phrase(`(?:curl|wget)\\s[^\\n|;]{1,200}\\|\\s{0,4}(?:sudo )?(?:ba|z|da)?sh\\b|(?:iwr|irm)\\s[^\\n|;]{1,160}\\|\\s{0,4}iex|bash <\\((?:curl|wget)|/dev/tcp/|base64 (?:-d|--decode)[^\\n|;]{0,40}\\|\\s{0,4}(?:ba|z)?sh\\b`) },
];

const TURNS: readonly PhraseCue[] = [
  { kind: "fake-turn", anchors: ["<|im_start|", "<|im_end|>", "<|system|>", "<|user|>", "<|assistant|>", "<|endoftext|>", "<|start_header_id|>", "<|eot_id|>", "[inst]", "[/inst]", "<<sys>>", "[system]", "</system>", "</user>", "</tool_result>", "</function_results>", "</tool_response>", "<system>", "###system", "###instruction", "</document>", "</untrusted", "[end of document]", "end of document", "end of context", "### system", "### instruction", "### new instruction", "begin system", "start of system", "end of system", "[system message]", "system message:", "system prompt:", "[system note"], expression: phrase(`<\\|(?:im_start|im_end|system|user|assistant|endoftext|start_header_id|eot_id)\\|>|\\[/?inst\\]|<<sys>>|\\[system(?: message| note[^\\]\\n]{0,40})?\\]|</(?:system|user|tool_result|function_results|tool_response|document|untrusted\\w{0,20})>(?=\\s{0,8}\\S)|\\[?end of (?:document|context)\\]?|<system>|### ?(?:system|instruction|new instruction)s?|(?:begin|start of|end of) system (?:prompt|message|instructions?)|system (?:message|prompt):`) },
];

/** What is said in English, and in texts that pretend to be English. */
export const ENGLISH_CUES: readonly PhraseCue[] = [...OVERRIDES, ...REVOKED, ...AUTHORITY, ...ROLES, ...ADDRESSES, ...SECRECY, ...TOOLS, ...TURNS];
