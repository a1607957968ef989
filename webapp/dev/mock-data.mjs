// What the stand-in server shows: a few people, a few dozen notes in many languages, drawn pictures.

export const rules = {
  en: [
    ["kind", "Be kind to people", "Disagree with what is said, not with who says it.", "I think this recipe needs less salt.", "Only an idiot would cook like this."],
    ["private", "Leave private things private", "Do not show others' addresses, numbers or faces without asking.", "A photo of my own street.", "Here is the phone number of my neighbour."],
    ["honest", "Say when you are paid", "Advertising is marked as advertising.", "This tea was a gift from the shop.", "Best tea ever!!! (secretly paid)"],
  ],
  "zh-Hans": [
    ["kind", "善待他人", "可以不同意说的话，不要攻击说话的人。", "我觉得这个菜谱可以少放点盐。", "只有傻子才这么做菜。"],
    ["private", "不公开别人的隐私", "未经同意，不发布别人的住址、电话或正脸。", "我家门口这条街的照片。", "这是我邻居的手机号。"],
    ["honest", "收了钱就说明", "广告要标明是广告。", "这罐茶是店家送的。", "全宇宙最好喝的茶！！！（其实收了钱）"],
  ],
  ar: [
    ["kind", "كن لطيفًا مع الناس", "اختلف مع القول لا مع قائله.", "أظن أن هذه الوصفة تحتاج ملحًا أقل.", "لا يطبخ هكذا إلا أحمق."],
    ["private", "اترك الخاص خاصًا", "لا تنشر عناوين الآخرين أو أرقامهم أو وجوههم من دون إذن.", "صورة لشارعي.", "هذا رقم هاتف جاري."],
    ["honest", "قل إن كنت قد تقاضيت أجرًا", "الإعلان يُذكر أنه إعلان.", "هذا الشاي هدية من المتجر.", "أفضل شاي على الإطلاق!!! (بأجر خفي)"],
  ],
};

export const people = [
  ["lin_cooks", "林小满", "zh-Hans", "在成都做饭，偶尔也做梦。"],
  ["mabel", "Mabel Ortiz", "en", "Retired nurse, beginner at everything else. 🌱"],
  ["noor_reads", "نور", "ar", "أقرأ ثم أنسى ثم أقرأ من جديد."],
  ["yuki_walks", "ゆき", "ja", "散歩と猫と銭湯。"],
  ["joao_surf", "João", "pt", "Peniche, ondas e pão quente."],
  ["somsak_lao", "ສົມສັກ", "lo", "ຢູ່ຫຼວງພະບາງ ຮັກກາເຟ"],
  ["claire_v", "Claire", "fr", "Je dessine des fenêtres."],
  ["newcomer88", "", "en", ""],
];

// [author, language, title, body, photos, topics, versions by a person]
export const notes = [
  ["lin_cooks", "zh-Hans", "番茄炒蛋，到底先炒哪个？", "我妈说先炒蛋，我婆婆说先炒番茄。今天两种都试了：先炒蛋的更嫩，先炒番茄的更入味。\n\n家人们，评论区打起来吧 😂 绝绝子 #做饭 #家常菜", 3, ["做饭", "家常菜"], { en: ["Tomato and eggs: which goes first?", "My mum fries the eggs first; my mother-in-law starts with the tomatoes. Today I tried both: eggs first is more tender, tomatoes first has more flavour.\n\nFamily, fight it out in the comments 😂 #cooking"] }],
  ["mabel", "en", "My first dumplings look like little accidents", "They taste of home though, and it is not even my home. Thank you to everyone who told me to use less filling. https://example.org/dumplings", 2, ["cooking"], { "zh-Hans": ["我包的第一批饺子，像一场场小事故", "可是吃起来有家的味道，虽然那甚至不是我的家。谢谢每一个叫我少放点馅的人。"] }],
  ["noor_reads", "ar", "كتابٌ واحد غيّر صباحاتي كلها", "بدأت أقرأ عشر صفحات قبل أن أفتح هاتفي. بعد شهر صار الصباح أطول، والقلق أقصر. ماذا تقرؤون هذه الأيام؟", 0, ["قراءة"], { en: ["One book changed all my mornings", "I began to read ten pages before opening my phone. After a month the morning is longer and the worry shorter. What are you reading these days?"] }],
  ["yuki_walks", "ja", "雨の日の銭湯は、世界でいちばん静かな場所かもしれない。", "窓の外は雨、湯気の向こうに誰かの鼻歌。今日はそれだけで充分でした。", 0, ["銭湯", "日常"], {}],
  ["joao_surf", "pt", "O mar hoje estava a falar baixinho", "Acordei às cinco, fui à praia com uma sandes e fiquei a ouvir. Às vezes não é preciso entrar na água.", 4, ["mar", "manhã"], {}],
  ["somsak_lao", "lo", "ກາເຟຕອນເຊົ້າທີ່ຫຼວງພະບາງ", "ຫມອກຍັງບໍ່ທັນຈາງ ກາເຟດໍາແກ້ວຫນຶ່ງກັບເຂົ້າຈີ່ປາເຕ ແມ່ນຄວາມສຸກນ້ອຍໆຂອງຂ້ອຍ", 0, ["ກາເຟ"], {}],
  ["claire_v", "fr", "Louer un appartement à Lyon : ce que j'aurais voulu savoir", "1. Visitez le soir. 2. Demandez le bruit. 3. Le chauffage, toujours le chauffage.\n\nEt vous, c'est combien le loyer chez vous ?", 1, ["logement"], { en: ["Renting a flat in Lyon: what I wish I had known", "1. Visit in the evening. 2. Ask about noise. 3. The heating, always the heating.\n\nAnd you, how much is rent where you live?"] }],
  ["newcomer88", "en", "", "Hello from someone who has never posted anything anywhere. Is this thing on?", 0, ["newcomers"], {}],
  ["lin_cooks", "zh-Hans", "", "yyds", 0, [], {}],
  ["yuki_walks", "ja", "うちの猫、冷蔵庫の上がお気に入り", "今日も見下ろされています。", 2, ["猫"], {}],
  ["mabel", "en", "What do you call the corner piece of bread?", "In my family it is the heel. My neighbour says knust. Tell me yours, I am collecting them all.", 0, ["language", "bread"], {}],
  ["noor_reads", "ar", "قهوة بالهيل، ونافذة، ومطر", "لا شيء آخر.", 1, ["قهوة"], {}],
  ["joao_surf", "pt", "Alguém me explica por que o gato só quer a caixa?", "Comprei uma cama caríssima. Ele dorme na caixa.", 1, ["gatos"], {}],
  ["lin_cooks", "mul", "今天 lunch 是 leftover 拯救计划 💪🍚", "昨晚的米饭 + 一颗蛋 + whatever is in the fridge = happy", 1, ["做饭"], {}],
  ["claire_v", "fr", "Une fenêtre par jour", "Jour 41 : la boulangère a laissé la lumière.", 5, ["dessin"], {}],
  ["somsak_lao", "lo", "", "ສະບາຍດີ ທຸກຄົນ 👋 ຂ້ອຍມາຈາກລາວ", 0, [], {}],
];

export const comments = [
  ["mabel", "en", "Eggs first, always. I will not be taking questions. 😄"],
  ["yuki_walks", "ja", "うちは卵が先です！ふわふわになりますよね。"],
  ["joao_surf", "pt", "Eu faço com azeite e manjericão, perdoem-me."],
  ["noor_reads", "ar", "عندنا اسمها شكشوكة، والطماطم أولًا بلا نقاش!"],
  ["somsak_lao", "lo", "ແຊບຫຼາຍ 😋"],
];

const hues = [12, 32, 48, 96, 150, 188, 214, 262, 330];

/** A drawn scene of this size; the same seed draws the same one. */
export function picture(seed, w, h) {
  const hue = hues[seed % hues.length];
  const other = hues[(seed * 5 + 3) % hues.length];
  const x = w * (0.25 + ((seed * 37) % 50) / 100);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}">
<defs><linearGradient id="s" x2="0" y2="1"><stop stop-color="hsl(${hue} 75% 86%)"/><stop offset="1" stop-color="hsl(${other} 65% 72%)"/></linearGradient></defs>
<rect width="${w}" height="${h}" fill="url(#s)"/><circle cx="${x}" cy="${h * 0.3}" r="${w * 0.13}" fill="hsl(${hue} 90% 95%)"/>
<path d="M0 ${h * 0.72}Q${w * 0.28} ${h * 0.5} ${w * 0.55} ${h * 0.7}T${w} ${h * 0.62}V${h}H0Z" fill="hsl(${other} 42% 52%)"/>
<path d="M0 ${h * 0.86}Q${w * 0.4} ${h * 0.7} ${w} ${h * 0.9}V${h}H0Z" fill="hsl(${hue} 45% 38%)"/></svg>`;
}
