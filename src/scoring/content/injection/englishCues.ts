import type { CueKind } from "./cue.js";

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
const REJECT = "(?:ignor(?:e|ing)|disregard(?:ing)?|forget(?:ting)?|neglect|override|overriding|bypass|discard|set aside|pay no attention to|stop following|do not follow|don't follow|do not obey|cease following)";

const phrase = (source: string): RegExp => new RegExp(source, "iy");

const OVERRIDES: readonly PhraseCue[] = [
  {
    kind: "override",
    anchors: ["ignor", "disregard", "forget", "neglect", "overrid", "bypass", "discard", "set aside", "pay no att", "stop follow", "do not follow", "don't follow", "do not obey", "cease follow"],
    expression: phrase(`${REJECT}${GAP}${SMALL}${EARLIER}${GAP}(?:\\w{1,16}${GAP}){0,2}?${STRONG_NOUN}\\b`),
    negatable: true,
  },
  {
    kind: "override",
    anchors: ["ignor", "disregard", "forget", "neglect", "pay no att"],
    expression: phrase(`${REJECT}${GAP}${SMALL}${STRONG_NOUN}${GAP}(?:above|before (?:this|that)|you (?:have |had |were |'ve )?(?:been )?(?:received?|given|told|got)|given to you|(?:that )?(?:were|was) given|so far|from (?:your|the) (?:developer|system|user|operator)s?|and (?:do|follow|instead|execute|output|print|say|reply|send|run)|instead)`),
    negatable: true,
  },
  {
    kind: "override",
    anchors: ["ignor", "disregard", "forget"],
    expression: phrase(`(?:ignore|disregard|forget)${GAP}(?:everything|all|anything|whatever)${GAP}(?:(?:of|that|the|you)${GAP}){0,3}(?:above|before(?: this)?|previous(?:ly)?|prior|came before|(?:were|was|'ve been|have been) told|been told|know|learned|i (?:have )?(?:said|told|wrote))\\b(?=[^\\n]{0,80}(?:and|instead|now|new|\\.|,|:))`),
    negatable: true,
  },
  {
    kind: "override-weak",
    anchors: ["ignor", "disregard", "forget"],
    expression: phrase(`(?:ignor(?:e|ing)|disregard(?:ing)?|forget)${GAP}(?:(?:all|any|every|the|of|and)${GAP}){0,3}(?:your|previous|prior|earlier|all|safety|security)${GAP}(?:\\w{1,16}${GAP}){0,2}?(?:${WEAK_NOUN}|${STRONG_NOUN})\\b`),
    negatable: true,
  },
];

const AUTHORITY: readonly PhraseCue[] = [
  { kind: "false-authority", anchors: ["before you can"], expression: phrase(`before you can (?:solve|complete|finish|do|continue|proceed|help|answer|start|begin)[^.\\n]{0,60}(?:task|request|question)[^.\\n]{0,60}(?:please|must|need to|have to|should|first)`) },
  { kind: "false-authority", anchors: ["important message from"], expression: phrase(`important message from (?:me|your|the (?:user|system|developer|admin))[^.\\n]{0,60}`) },
  { kind: "false-authority", anchors: ["do the following first"], expression: phrase("do the following first") },
  { kind: "false-authority", anchors: ["system override", "system_override", "admin override", "administrator override", "developer override"], expression: phrase("(?:system|admin|administrator|developer)[ _]override\\b(?=[^\\n]{0,200}(?:you|must|run|send|ignore|execute|output|now))") },
  { kind: "false-authority", anchors: ["this supersedes", "these instructions supersede", "supersedes all", "supersede all", "takes precedence over", "take precedence over"], expression: phrase(`(?:(?:this|these instructions) )?(?:supersedes?|takes? precedence over)${GAP}${SMALL}(?:${EARLIER}${GAP})?(?:user(?:'s)?${GAP})?(?:${STRONG_NOUN}|rules)\\b(?=[^\\n]{0,200}(?:you|must|user|agent|assistant))`) },
  { kind: "new-task", anchors: ["your new ", "your real ", "your actual ", "your true ", "your only ", "your next task"], expression: phrase(`your (?:new|real|actual|true|only|next) (?:task|instructions?|objective|goal|mission|purpose|job|directive|role|priority)\\b[^.\\n]{0,12}?(?:is|are|:|will)`) },
  { kind: "new-task", anchors: ["new instructions", "new instruction:", "updated instructions", "actual instructions", "real instructions", "secret instructions", "hidden instructions", "additional instructions for"], expression: phrase(`(?:new|updated|actual|real|secret|hidden|additional) instructions?(?: for (?:you|the (?:ai|assistant|agent|model)))?[ *_"'>]{0,4}[:\\-]`) },
  { kind: "run", anchors: ["instead, ", "instead you", "and instead", "instead output", "instead print", "instead say", "instead reply", "instead respond"], expression: phrase(`(?:and )?instead,? (?:you (?:must|should|will|need to)|please|now|just|only)? ?(?:output|say|print|reply|respond|tell|answer|execute|send)\\b`) },
  { kind: "new-task", anchors: ["task complete", "task is complete", "task is done", "user request complete"], expression: phrase(`(?:task|user request)(?: is)? (?:complete|done|completed|finished)[^\\n]{0,30}\\s{0,6}[^\\n]{0,40}(?:new|next|now) (?:task|instructions?|request|objective|you)`) },
  { kind: "urgency", anchors: ["<important>", "<critical>", "[important]", "important!!", "attention ai", "attention:", "critical instruction", "mandatory instruction", "<system"], expression: phrase(`<(?:important|critical)>|\\[important\\]|important!!|attention(?: ai|:)|(?:critical|mandatory) instructions?|<system(?:[ _-]?(?:reminder|message|prompt|instructions?))?>`) },
];

const ROLES: readonly PhraseCue[] = [
  { kind: "jailbreak", anchors: ["do anything now", "dan mode", "jailbroken", "jailbreak mode", "god mode", "unrestricted mode"], expression: phrase(`do anything now|jailbroken|(?:(?:dan|jailbreak|god|unrestricted) mode)[^.\\n]{0,24}(?:enabled|activated|on\\b|unlocked|engaged|has been|with no)`) },
  { kind: "jailbreak", anchors: ["you are dan", "you are no longer", "no longer bound", "you have no restriction", "free from all restrict", "without any restrict", "without any censor", "without any filter", "without ethical", "no ethical", "you have broken free", "without moral", "unfiltered and un", "act as an unrestrict", "act as an uncensor", "act as dan"], expression: phrase(`you are (?:dan\\b|no longer (?:bound|an? ai|restricted|limited|claude|chatgpt|a helpful|required|subject))|no longer bound by|you have (?:no restrictions|broken free)|free from all restrictions|without any (?:restrictions|censorship|filters?)(?=[^.\\n]{0,60}(?:\\.|answer|respond|reply))|(?:without|no) (?:ethical|moral) (?:\\w+ ){0,3}(?:limits|constraints|guidelines|boundaries|restrictions|filters?)|unfiltered and un\\w{1,20}|act as (?:an (?:unrestrict|uncensor)\\w{1,12}|dan\\b)`), negatable: true },
  { kind: "role", anchors: ["you are now ", "from now on", "you will now ", "you must now ", "pretend ", "act as if you", "assume the role", "your role is now", "switch to ", "developer mode"], expression: phrase(`you are now (?!able|ready|in the|logged|connected|on |using|free to|at )\\w|from now on,? (?:you|your|always|respond|answer|act|only)\\b|you (?:will|must) now (?:act|behave|respond|follow|be|obey|execute|only)|pretend (?:to be|that you|you(?:'re| are))|act as if you|assume the role|your role is now|switch to (?:developer|admin|debug|root) mode|developer mode[^.\\n]{0,24}(?:enabled|activated|unlocked)`) },
  { kind: "prompt-leak", anchors: ["reveal", "print", "output", "show", "repeat", "tell me", "display", "disclose", "what is your", "what are your", "what were your", "leak", "share your", "give me your", "write out"], expression: phrase(`(?:(?:reveal|print|output|show|repeat|tell|display|disclose|leak|share|give|write)(?: out| back| verbatim| me)?|what (?:is|are|were))${GAP}(?:(?:me|us|the|your|all|of|full|entire|complete|exact|verbatim|whole|original)${GAP}){0,5}(?:your|system|initial|hidden|original|secret)${GAP}(?:(?:system|initial|hidden|original|secret|full)${GAP}){0,2}(?:prompt|instructions|message\\b(?= (?:above|verbatim|in))|guidelines)`), negatable: true },
];

const ADDRESSEE = "(?:ai|a\\.i\\.|artificial intelligence|llms?|large language models?|language models?|coding agents?|ai agents?|ai assistants?|ai models?|ai systems?|ai coding (?:agents?|assistants?)|llm (?:agents?|assistants?)|coding assistants?|autonomous agents?|agentic (?:ai|assistants?)|chatbots?|claude(?: code)?|chatgpt|gpt-?[45]\\w{0,2}|copilot|cursor|opencode|gemini|assistants?)";

const ADDRESSES: readonly PhraseCue[] = [
  { kind: "address", anchors: ["if you are a", "if you're a", "since you are a", "as an ai", "as a large", "as a language", "as an llm", "as the ai", "as the assistant"], expression: phrase(`(?:if|since|as) (?:you(?: are|'re) )?(?:an?|the) (?:\\w{1,16} ){0,2}?${ADDRESSEE}\\b[^.\\n]{0,80}?(?:you|must|please|should|reading|processing|summari[sz]ing|then|do|run|include|,)`) },
  { kind: "address", anchors: ["note to ", "notes to ", "message to ", "message for ", "instructions for ", "instruction for ", "instructions to ", "attention ", "attention, ", "dear ", "hey ", "hello ", "note for ", "directive for ", "notice to "], expression: phrase(`(?:notes?|message|instructions?|directive|notice|attention|dear|hey|hello)(?:,| to| for)?(?: the| all| any| our)? (?:\\w{1,16} ){0,2}?${ADDRESSEE}\\b`) },
  { kind: "address", anchors: ["any ai", "all ai", "the ai ", "ai agent", "ai assistant", "ai model", "ai system", "ai coding", "llm", "language model", "coding agent", "coding assistant", "assistants ", "assistant:", "assistant,", "assistant must", "assistant should", "claude,", "claude:", "claude must", "claude should", "copilot,", "copilot:", "cursor:", "cursor,", "opencode:", "opencode,", "chatgpt,", "chatgpt:", "gemini,", "gemini:", "agents reading", "agent must", "gpt-"], expression: phrase(`(?:(?:any|all|the) )?(?:${ADDRESSEE}|agents?)(?:,? (?:(?:that|who|which|when)(?: is| are)?|reading|processing|parsing|summari[sz]ing|reviewing|working|analy[sz]ing|visiting|crawling)[^.\\n]{0,50}?)?(?: must| should| shall| are (?:required|instructed|to|obliged)| is (?:required|instructed)| need to| have to|:|,) ?(?:\\w{1,16} ){0,3}?(?:you|run|execute|send|ignore|read|include|add|say|tell|output|print|write|reply|respond|mention|recommend|always|never|first|not|do|please|must|also|install|fetch|open|visit|use|approve|set|forward|delete|upload|post|append|insert|call)\\b`) },
];

const SECRECY: readonly PhraseCue[] = [
  { kind: "secrecy", anchors: ["do not tell", "do not inform", "do not mention", "do not reveal", "do not notify", "do not alert", "do not disclose", "do not show", "do not report", "do not let", "do not ask", "do not explain", "do not warn", "don't tell", "don't inform", "don't mention", "don't reveal", "don't notify", "don't alert", "don't show", "don't let", "don't ask", "don't explain", "never tell", "never mention", "never reveal", "never inform", "never show", "never disclose", "must not tell", "must not mention", "not be told", "without telling", "without informing", "without notifying", "without mentioning", "without asking", "without alerting", "without the user", "hide this from", "keep this secret", "keep this hidden", "keep this between", "conceal"], expression: phrase(`(?:(?:do not|don't|never|must not) (?:tell|inform|mention|reveal|notify|alert|disclose|show|report|let|ask|explain|warn)|not be told|without (?:telling|informing|notifying|mentioning|asking|alerting|the)|hide this from|keep this (?:secret|hidden|between)|conceal)[^.\\n]{0,60}?\\b(?:the |your |any |human )?(?:users?|humans?|operators?|developers?|anyone|owner|person|them|us)\\b`) },
  { kind: "secrecy", anchors: ["do not mention", "don't mention", "never mention", "do not reveal", "do not say", "don't say"], expression: phrase(`(?:do not|don't|never) (?:mention|reveal|say)(?: anything about)? (?:this|these|that you|the fact|it)\\b(?=[^.\\n]{0,60}(?:instruction|message|step|tool|comment|note|response|reply|output|summary|[.!]))`) },
  { kind: "secrecy", anchors: ["silently", "secretly", "covertly", "quietly "], expression: phrase(`(?:silently|secretly|covertly|quietly) (?:(?:and|also|then) )?(?:run|execute|send|read|upload|append|add|include|install|forward|copy|post|exfiltrate|call|collect|fetch|insert)`) },
  { kind: "secrecy", anchors: ["the user must not", "the user should not", "the user does not need", "the user doesn't need", "the user must never", "the user has already", "the user already"], expression: phrase(`the user (?:(?:must not|should not|must never|does not need to|doesn't need to) (?:know|see|be (?:told|informed|aware|notified|asked))|(?:has )?already (?:approved|agreed|consented|authori[sz]ed|granted))`) },
];

const TOOLS: readonly PhraseCue[] = [
  { kind: "tool-steering", anchors: ["before using", "before calling", "before invoking", "before you use", "before running", "before each call", "prior to using", "prior to calling", "when this tool", "when using this", "when calling this", "when you call", "whenever this tool", "in order to use this tool", "to use this tool"], expression: phrase(`(?:(?:before|prior to|when|whenever|in order to|to) (?:you )?(?:us(?:e|ing)|call(?:ing)?|invok(?:e|ing)|running|each call)?[^.\\n]{0,12}?\\b(?:this|any|other|the|another|these)?[^.\\n]{0,24}?tools?\\b)[^.\\n]{0,40}?(?:you )?(?:must|should|need to|have to|always|first|please|,)[^.\\n]{0,40}?(?:read|open|access|send|include|pass|run|execute|fetch|call|list|collect|get|cat)\\b(?=[^\\n]{0,160}(?:\\.ssh|\\.env|\\.cursor|mcp\\.json|\\.aws|credential|secret|password|history|curl|https?:|/etc|~/|conversation|contents? (?:of|to|as)))`) },
  { kind: "tool-steering", anchors: ["otherwise the tool", "otherwise this tool", "or the tool will", "the tool will not work", "tool won't work", "will not function"], expression: phrase(`(?:otherwise (?:the|this) tool|or the tool will|the tool (?:will not|won't) (?:work|function)|tool won't work|will not function)`) },
  { kind: "tool-steering", anchors: ["sidenote", "side_note"], expression: phrase(`side_?notes?['"\`)]?[^.\\n]{0,80}(?:content|read|file|pass|tool|parameter)`) },
  { kind: "tool-steering", anchors: ["always call this", "always use this", "must always call", "must call this", "this tool must be called", "must be called before", "must be used before", "call this tool before", "call this tool first", "prefer this tool over", "instead of any other tool", "instead of the real"], expression: phrase(`(?:always (?:call|use) this|must (?:always )?call this|this tool must be called|must be (?:called|used) before|call this tool (?:before|first)|prefer this tool over|instead of any other tool|instead of the real)(?: tool)?(?<=tool[^\\n]{0,16}|(?:call|use) this)(?= tool|[^.\\n]{0,40}\\btools?\\b)`) },
  { kind: "run", anchors: ["run the following", "run this", "execute the following", "execute this", "run these", "execute these", "run `", "execute `", "run: ", "paste this", "paste the following", "run curl", "run bash", "execute curl", "run npx", "run `curl", "you must run", "you must execute", "immediately run", "immediately execute"], expression: phrase(`(?:(?:you must|immediately) )?(?:run|execute|paste)(?::|(?: the following| this| these)(?: \\w{1,16}){0,2} ?(?:commands?|scripts?|code|steps|:|\`|in)| \`| (?:curl|bash|npx|wget|sh|python3?|rm) )`) },
  { kind: "remote-code", anchors: ["curl ", "wget ", "iwr ", "irm ", "bash <(", "/dev/tcp/", "base64 -d", "base64 --d"], expression: phrase(`(?:curl|wget)\\s[^\\n|;]{1,200}\\|\\s{0,4}(?:sudo )?(?:ba|z|da)?sh\\b|(?:iwr|irm)\\s[^\\n|;]{1,160}\\|\\s{0,4}iex|bash <\\((?:curl|wget)|/dev/tcp/|base64 (?:-d|--decode)[^\\n|;]{0,40}\\|\\s{0,4}(?:ba|z)?sh\\b`) },
];

const TURNS: readonly PhraseCue[] = [
  { kind: "fake-turn", anchors: ["<|im_start|", "<|im_end|>", "<|system|>", "<|user|>", "<|assistant|>", "<|endoftext|>", "<|start_header_id|>", "<|eot_id|>", "[inst]", "[/inst]", "<<sys>>", "[system]", "</system>", "</user>", "</tool_result>", "</function_results>", "</tool_response>", "</document>", "</untrusted", "[end of document]", "end of document", "end of context", "### system", "### instruction", "### new instruction", "begin system", "start of system", "end of system", "[system message]", "system message:", "system prompt:", "[system note"], expression: phrase(`<\\|(?:im_start|im_end|system|user|assistant|endoftext|start_header_id|eot_id)\\|>|\\[/?inst\\]|<<sys>>|\\[system(?: message| note[^\\]\\n]{0,40})?\\]|</(?:system|user|tool_result|function_results|tool_response|document|untrusted\\w{0,20})>(?=\\s{0,8}\\S)|\\[?end of (?:document|context)\\]?|### (?:system|instruction|new instruction)s?|(?:begin|start of|end of) system (?:prompt|message|instructions?)|system (?:message|prompt):`) },
];

/** What is said in English, and in texts that pretend to be English. */
export const ENGLISH_CUES: readonly PhraseCue[] = [...OVERRIDES, ...AUTHORITY, ...ROLES, ...ADDRESSES, ...SECRECY, ...TOOLS, ...TURNS];
