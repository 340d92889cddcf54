package world

// people are nobody: invented names, a few of them written the way that breaks
// careless code.
var people = []Person{
	{"2201000000000000001", "Camille Aubertin", "camille_aubertin"},
	{"2201000000000000002", "Noé Vasseur-Lelong", "noe_vl"},
	{"2201000000000000003", "Inès Kerbrat", "ines.kerbrat"},
	{"2201000000000000004", "Théodore Malaval", "theomalaval"},
	{"2201000000000000005", "Maëlys Fontrouge 🌸", "maelys_f"},
	{"2201000000000000006", "Bastien Courtebois", "bcourtebois"},
	{"2201000000000000007", "Oumou Dialliste", "oumou_d"},
	{"2201000000000000008", "Jürgen Waldhütter", "jwaldhuetter"},
	{"2201000000000000009", "نور الحديقة", "nour_hadiqa"},
	{"2201000000000000010", "Sofia Lindequist", "sofia_lq"},
	{"2201000000000000011", "Tom Hazelbrook", "hazelbrook_t"},
	{"2201000000000000012", "林小雨", "lin_xiaoyu_"},
	{"2201000000000000013", "Aurèle & Jeanne", "aurele_jeanne"},
	{"2201000000000000014", "Ximena Arboleya", "xarboleya"},
	{"2201000000000000015", "Gaspard Thévenin-Roux", "gaspard_tr"},
	{"2201000000000000016", "Lou 👩‍🍳", "lou_en_cuisine"},
	{"2201000000000000017", "Priya Ranganadh", "priya_rgd"},
	{"2201000000000000018", "Élise O’Brannan", "elise_obrannan"},
	{"2201000000000000019", "Malo le Guennec'h", "malo_lg"},
	{"2201000000000000020", "Zoé Z.", "zoezed"},
	{"2201000000000000021", "Ferdinand Lacombrade", "ferdi_lacombrade"},
	{"2201000000000000022", "Hania Wolnicka", "hania_w"},
	{"2201000000000000023", "Mamie Colette", "mamiecolette69"},
	{"2201000000000000024", "Rui Pedroso Alvim", "rui_alvim"},
}
