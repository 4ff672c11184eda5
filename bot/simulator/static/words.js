// Words that the messengers themselves show, in the language of the phone.
const WORDS = {
  en: { location: "Send my position", contact: "Share my number", start: "START", typing: "typing…", message: "Message" },
  id: { location: "Kirim lokasi saya", contact: "Bagikan nomor saya", start: "MULAI", typing: "mengetik…", message: "Pesan" },
  zh: { location: "发送我的位置", contact: "分享我的号码", start: "开始", typing: "正在输入…", message: "消息" },
  fr: { location: "Envoyer ma position", contact: "Partager mon numéro", start: "DÉMARRER", typing: "écrit…", message: "Message" },
};

export const words = (languageCode) => WORDS[(languageCode || "").slice(0, 2)] || WORDS.en;
