package world

import (
	"strings"
	"time"
	"unicode"
)

// Subject is somebody whom people post about.
type Subject struct {
	Name    string // of the text file
	Title   string // as people write it
	Handle  string // its user name where it has one
	Website string
	Tags    []string
	PageID  string // on Facebook
	PlaceID string // on Google
	UserID  string // of its Instagram account
	Scenes  []string
}

// general is posted about wherever nobody in particular was asked for.
var general = Subject{
	Name: "general", Title: "La Petite Adresse", Handle: "lapetiteadresse", Website: "https://petite-adresse.example/",
	Scenes: []string{"bokeh", "hills", "pattern", "coffee", "sea"},
}

var subjects = []Subject{
	{
		Name: "restaurant", Title: "Restaurant Bon Goût", Handle: "restaurant_bon_gout",
		Website: "https://restaurant-bon-gout.com/", Tags: []string{"BonGout", "CuisineLyonnaise"},
		PageID: "104523998877001", PlaceID: "ChIJb0nG0ut_Ly0nR6900xQ1u5E", UserID: "17841400000000011",
	},
	{
		Name: "boutique", Title: "Fashion Store", Handle: "fashion_store_paris",
		Website: "https://fashion-store.com/", Tags: []string{"FashionStore", "LookDuJour"},
		PageID: "104523998877002", PlaceID: "ChIJfA5h10n_St0reR75003zB2k", UserID: "17841400000000012",
	},
	{
		Name: "hotel", Title: "Grand Hotel", Handle: "grand_hotel_rivage",
		Website: "https://grand-hotel.com/", Tags: []string{"GrandHotel", "VueSurMer"},
		PageID: "104523998877003", PlaceID: "ChIJgR4nd_H0te1R1v4geC06400", UserID: "17841400000000013",
	},
	{
		Name: "conference", Title: "TechConf", Handle: "techconf_eu",
		Website: "https://techconf.com/", Tags: []string{"TechConf", "TechConf2026"},
		PageID: "104523998877004", PlaceID: "ChIJt3chC0nf_P4r1sR75015dX7", UserID: "17841400000000014",
	},
	{
		Name: "cafe", Title: "Café du Coin", Handle: "cafe_du_coin",
		Website: "https://cafe-du-coin.com/", Tags: []string{"CafeDuCoin"},
		PageID: "104523998877005", PlaceID: "ChIJc4fe_DuC01nR44000vW9n3s", UserID: "17841400000000015",
	},
}

// rhythms is how long a slot lasts on each network.
var rhythms = map[string]time.Duration{
	"instagram": 16 * time.Minute,
	"facebook":  100 * time.Minute,
	"twitter":   20 * time.Minute,
	"google":    60 * time.Minute,
}

func (s Subject) rhythm(network string) time.Duration {
	if s.Name == general.Name && network == "instagram" {
		return 3 * rhythms[network] / 2
	}
	return rhythms[network]
}

// ByTag is the stream that a hashtag finds on a network, and whether one of the
// subjects has made the hashtag its own.
func ByTag(network, tag string) (Stream, bool) {
	for _, s := range subjects {
		for _, own := range s.Tags {
			if strings.EqualFold(own, tag) {
				return Stream{Network: network, Subject: s}, true
			}
		}
	}
	return Stream{Network: network, Subject: general, Tag: tag}, false
}

// ByPage is the stream of a page, by its id or its name in addresses.
func ByPage(id string) (Stream, bool) {
	return find("facebook", id, func(s Subject) string { return s.PageID })
}

// ByPlace is the stream of a place's reviews.
func ByPlace(id string) (Stream, bool) {
	return find("google", id, func(s Subject) string { return s.PlaceID })
}

// ByUser is the stream of an Instagram account.
func ByUser(id string) (Stream, bool) {
	return find("instagram", id, func(s Subject) string { return s.UserID })
}

func find(network, id string, idOf func(Subject) string) (Stream, bool) {
	for _, s := range subjects {
		if idOf(s) == id || s.Handle == id {
			return Stream{Network: network, Subject: s}, true
		}
	}
	unknown := general
	unknown.PageID, unknown.PlaceID, unknown.UserID = id, id, id
	return Stream{Network: network, Subject: unknown}, false
}

// HasTag tells whether a text carries a hashtag, as a whole word.
func HasTag(text, tag string) bool {
	for _, found := range Tags(text) {
		if strings.EqualFold(found, tag) {
			return true
		}
	}
	return false
}

// Tags lists the hashtags of a text, without their sign.
func Tags(text string) []string {
	var tags []string
	for _, word := range strings.Split(text, "#")[1:] {
		end := strings.IndexFunc(word, func(r rune) bool {
			return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
		})
		if end < 0 {
			end = len(word)
		}
		if end > 0 {
			tags = append(tags, word[:end])
		}
	}
	return tags
}

// MainTags are the first hashtag of each subject.
func MainTags() []string {
	var tags []string
	for _, s := range subjects {
		tags = append(tags, s.Tags[0])
	}
	return tags
}
