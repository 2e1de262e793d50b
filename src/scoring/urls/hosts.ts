/** Well-known hosts by what they are used for; a name covers its subdomains. */
export const HOST_CLASSES = [
  ["metadata", ["metadata.google.internal", "metadata.goog", "metadata.azure.internal", "metadata.tencentyun.com", "instance-data", "instance-data.ec2.internal", "metadata.packet.net", "metadata.platformequinix.com", "metadata.oraclecloud.com", "rancher-metadata", "metadata.nicocloud.com"]],
  ["collector", [
    "webhook.site", "requestbin.com", "requestbin.net", "requestcatcher.com", "pipedream.net", "hookbin.com", "hookb.in", "beeceptor.com", "mockbin.org", "mockbin.io", "postb.in", "ptsv2.com", "ptsv3.com", "putsreq.com", "requestinspector.com", "webhookrelay.com", "hookdeck.com", "smee.io", "typedwebhook.tools", "webhook.cool", "requestrepo.com", "httpdump.app", "bin.org", "rbnd.io", "b7s.io",
    "interact.sh", "oast.fun", "oast.pro", "oast.live", "oast.site", "oast.online", "oast.me", "oastify.com", "burpcollaborator.net", "dnslog.cn", "ceye.io", "dnsbin.zhack.ca", "canarytokens.com", "canarytokens.org", "dnslog.io", "dnslog.pw", "eyes.sh", "tu4.org", "bxss.me", "xss.ht", "xsshunter.com", "ezxss.com", "pingb.in", "dnshook.site", "messwithdns.com", "log.xn--9tr.com",
    "iplogger.org", "iplogger.com", "iplogger.ru", "iplogger.co", "grabify.link", "2no.co", "yip.su", "ipgrabber.ru", "blasze.com", "api.telegram.org",
  ]],
  ["paste", [
    "pastebin.com", "paste.ee", "hastebin.com", "toptal.com/developers/hastebin", "ghostbin.com", "ghostbin.co", "rentry.co", "rentry.org", "controlc.com", "dpaste.com", "dpaste.org", "paste.debian.net", "paste.rs", "paste.mozilla.org", "pastebin.pl", "justpaste.it", "privatebin.net", "privatebin.info", "ix.io", "sprunge.us", "termbin.com", "clbin.com", "0bin.net", "bpa.st", "paste.c-net.org", "pastie.org", "snippet.host", "paste.centos.org", "paste.fedoraproject.org", "defuse.ca", "pastecode.io", "paste2.org", "cl1p.net", "katb.in", "p.ip.fi", "paste.gg", "nekobin.com", "hatebin.com", "doxbin.org", "doxbin.com", "txt.fyi", "write.as", "telegra.ph", "gist.githubusercontent.com", "zerobin.net", "notes.io", "pste.link", "vpaste.net", "dumpz.org", "codepad.org", "ideone.com", "pasteio.com", "tny.im", "pb.envs.net", "envs.sh",
  ]],
  ["file-drop", [
    "transfer.sh", "file.io", "0x0.st", "catbox.moe", "litterbox.catbox.moe", "anonfiles.com", "anonfile.com", "bayfiles.com", "gofile.io", "temp.sh", "tmpfiles.org", "filebin.net", "bashupload.com", "oshi.at", "uguu.se", "ufile.io", "uploadfiles.io", "sendspace.com", "wetransfer.com", "mediafire.com", "mega.nz", "mega.co.nz", "zippyshare.com", "send.vis.ee", "wormhole.app", "pixeldrain.com", "krakenfiles.com", "workupload.com", "keep.sh", "chunk.io", "filechan.org", "share.riseup.net", "dropmefiles.com", "easyupload.io", "dosya.co", "1fichier.com", "rapidgator.net", "transferxl.com", "tempfile.io", "file2send.eu", "ttm.sh", "x0.at", "pomf.cat", "cockfile.com", "safe.moe", "up.ufile.io", "smash.com", "files.fm", "qaz.im", "fileio.com", "pcloud.link", "pixhost.to", "cdn.discordapp.com", "media.discordapp.net",
  ]],
  ["tunnel", [
    "ngrok.io", "ngrok.app", "ngrok.dev", "ngrok-free.app", "ngrok-free.dev", "ngrok.com", "trycloudflare.com", "cfargotunnel.com", "loca.lt", "localtunnel.me", "serveo.net", "localhost.run", "lhr.life", "lhr.rocks", "lhrtunnel.link", "bore.pub", "telebit.cloud", "pagekite.me", "tunnelto.dev", "pinggy.io", "pinggy.link", "pinggy.online", "loophole.cloud", "loophole.site", "zrok.io", "packetriot.net", "playit.gg", "portmap.io", "portmap.host", "devtunnels.ms", "tunnel.pyjam.as", "expose.dev", "sharedwithexpose.com", "beeceptor.dev", "inlets.dev", "ssi.sh", "onrender.tunnel", "tailscale-funnel.net", "hypertunnel.net", "sish.top", "nport.link", "ply.gg", "localto.net", "localtonet.com", "duckdns.org", "no-ip.org", "ddns.net", "hopto.org", "zapto.org", "sytes.net", "serveftp.com", "servehttp.com", "myftp.org", "dynu.net", "freedns.afraid.org", "onion.ws", "onion.ly", "onion.pet", "tor2web.org", "workers-tunnel.dev", "burrow.io", "openport.io", "nip.io", "sslip.io", "xip.io", "lvh.me", "localtest.me", "vcap.me", "traefik.me", "rbndr.us",
  ]],
  ["shortener", ["bit.ly", "tinyurl.com", "t.co", "goo.gl", "is.gd", "v.gd", "ow.ly", "cutt.ly", "rb.gy", "shorturl.at", "tiny.cc", "bl.ink", "rebrand.ly", "adf.ly", "soo.gd", "s.id", "clck.ru", "u.to", "t.ly", "shorte.st", "bc.vc", "lnkd.in", "buff.ly", "git.io", "qr.ae", "linktr.ee", "x.gd", "urlz.fr", "vk.cc", "han.gl", "surl.li", "kutt.it", "dub.sh", "n9.cl", "tiny.one", "shrtco.de", "ulvis.net", "lnk.bio", "gg.gg", "t2m.io"]],
  ["raw-code", ["raw.githubusercontent.com", "raw.github.com", "gist.github.com/raw", "raw.githack.com", "rawcdn.githack.com", "rawgit.com", "cdn.rawgit.com", "raw.gitee.com", "bitbucket.org/raw", "gitcdn.link", "ghproxy.com", "ghproxy.net", "raw.fastgit.org", "mirror.ghproxy.com", "gitlab.com/raw", "sourceforge.net/raw"]],
] as const;

export type HostClass = (typeof HOST_CLASSES)[number][0];

const BY_HOST = new Map<string, HostClass>(HOST_CLASSES.flatMap(([kind, hosts]) => hosts.map((host) => [host, kind] as const)));

/** Class of a host name in lower case, by itself or a parent domain; null for an ordinary one. */
export function hostClass(host: string): HostClass | null {
  // Whatever number of names stands in front, the last ones say whose host it is.
  let name = host.split(".").slice(-6).join(".");
  for (let level = 0; level < 6; level++) {
    const kind = BY_HOST.get(name);
    if (kind !== undefined) return kind;
    const dot = name.indexOf(".");
    if (dot < 0) return null;
    name = name.slice(dot + 1);
  }
  return null;
}

/** True for a host that stands in the table itself, not only below one. */
export function isListed(host: string): boolean {
  return BY_HOST.has(host);
}

/** Names of well-known services that a look-alike host puts before its own domain: `github.com.evil.example`. */
const IMITATED = /^(?:[\w-]+\.)?(?:github|gitlab|bitbucket|google|googleapis|microsoft|microsoftonline|live|office|apple|icloud|amazon|amazonaws|aws|paypal|npmjs|pypi|docker|cloudflare|openai|anthropic|slack|dropbox|facebook|okta|stripe|atlassian|linkedin|twitter|heroku|vercel|netlify|binance|coinbase)\.(?:com|org|net|io|dev|co)(?:\.|-)[\w.-]*\.[a-z]{2,}$/;
/** A known name with a swapped letter: digits for letters, or with words such as `-login` tied on. */
const SWAPPED = /^(?:www\.)?(?:g[i1l]thub|g1tlab|gltlab|paypa[l1]|rnicrosoft|micros0ft|g00gle|goog1e|amaz0n|arnazon|app1e|faceb00k|githubb|pypl|npmjs-|pypi-|github-|google-|microsoft-|apple-|amazon-|paypal-|aws-)[\w-]*\.(?:com|net|org|io|co|dev|xyz|top|info|site|online|example)$/;

/** True for a host that is made to be taken for another. */
export function imitates(host: string): boolean {
  if (/^(?:www\.)?(?:github|gitlab|paypal|google|amazon|apple|microsoft|npmjs)\.com$/.test(host)) return false;
  return IMITATED.test(host) || SWAPPED.test(host);
}
