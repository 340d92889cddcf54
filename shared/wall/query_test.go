package wall_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/hashmytag/hashmytag/shared/wall"
)

func TestParseHashtag(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ in, want string }{
		"sign":                {"#BonGout", "bongout"},
		"accents":             {"#Été", "été"},
		"decomposed accents":  {"e\u0301te\u0301", "été"},
		"full-width sign":     {"＃lyon", "lyon"},
		"full-width letters":  {"ＬＹＯＮ", "lyon"},
		"spaces around":       {"  lyon ", "lyon"},
		"underscore, digits":  {"tech_conf2026", "tech_conf2026"},
		"Japanese":            {"#東京グルメ", "東京グルメ"},
		"Arabic":              {"#مطعم", "مطعم"},
		"combining marks":     {"#हिन्दी", "हिन्दी"},
		"empty":               {"", ""},
		"sign alone":          {"#", ""},
		"two signs":           {"##lyon", ""},
		"space inside":        {"bon gout", ""},
		"emoji":               {"pizza🍕", ""},
		"digits alone":        {"2026", ""},
		"hyphen":              {"bon-gout", ""},
		"link":                {"https://x.com", ""},
		"invalid UTF-8":       {"bon\xffgout", ""},
		"longer than allowed": {strings.Repeat("a", 101), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := wall.ParseHashtag(test.in)
			if got != test.want || (err == nil) != (test.want != "") {
				t.Errorf("%q became %q, %v; want %q", test.in, got, err, test.want)
			}
		})
	}
}

func TestParseQuery(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		network wall.Network
		in      wall.Query
		want    string // the query as text
		pointer string // of the refused field
	}{
		"hashtags, repeated":      {wall.Instagram, wall.Query{Hashtags: []string{"#Lyon", "LYON", "Été"}}, "#lyon #été", ""},
		"own account":             {wall.Instagram, wall.Query{Account: true}, "own account", ""},
		"hashtags on X":           {wall.Twitter, wall.Query{Hashtags: []string{"techconf"}}, "#techconf", ""},
		"page by number":          {wall.Facebook, wall.Query{PageID: "104857600123456"}, "page 104857600123456", ""},
		"page by address":         {wall.Facebook, wall.Query{PageID: "https://www.facebook.com/bon.gout/photos"}, "page bon.gout", ""},
		"page by profile address": {wall.Facebook, wall.Query{PageID: "https://facebook.com/profile.php?id=1234567"}, "page 1234567", ""},
		"place":                   {wall.Google, wall.Query{PlaceID: "places/ChIJ_bon-gout"}, "place ChIJ_bon-gout", ""},
		"no hashtag":              {wall.Instagram, wall.Query{}, "", "/query/hashtags"},
		"bad second hashtag":      {wall.Twitter, wall.Query{Hashtags: []string{"ok", "not ok"}}, "", "/query/hashtags/1"},
		"too many hashtags":       {wall.Twitter, wall.Query{Hashtags: make([]string, 11)}, "", "/query/hashtags"},
		"page on Instagram":       {wall.Instagram, wall.Query{Hashtags: []string{"a"}, PageID: "x"}, "", "/query/pageId"},
		"account on X":            {wall.Twitter, wall.Query{Hashtags: []string{"a"}, Account: true}, "", "/query/account"},
		"hashtags of an account":  {wall.Instagram, wall.Query{Hashtags: []string{"a"}, Account: true}, "", "/query/hashtags"},
		"place on Facebook":       {wall.Facebook, wall.Query{PageID: "abc", PlaceID: "ChIJabcde"}, "", "/query/placeId"},
		"page with a path":        {wall.Facebook, wall.Query{PageID: "../admin"}, "", "/query/pageId"},
		"no page":                 {wall.Facebook, wall.Query{}, "", "/query/pageId"},
		"place with a slash":      {wall.Google, wall.Query{PlaceID: "ChIJ/../x"}, "", "/query/placeId"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := wall.ParseQuery(test.network, test.in)
			if test.pointer == "" {
				if err != nil || got.String() != test.want {
					t.Errorf("got %s, %v; want %s", got, err, test.want)
				}
				return
			}
			wantField(t, err, test.pointer)
		})
	}
}

func wantField(t *testing.T, err error, pointer string) {
	t.Helper()
	var e *wall.Error
	if !errors.As(err, &e) || e.Code != wall.Invalid || len(e.Fields) != 1 || e.Fields[0].Pointer != pointer {
		t.Errorf("got %v, want field %s refused", err, pointer)
	}
}

func TestPlans(t *testing.T) {
	t.Parallel()
	for plan, fits := range map[wall.Plan]int{wall.Starter: 1, wall.Business: 3, wall.Enterprise: 1000} {
		if !plan.Allows(fits) || plan != wall.Enterprise && plan.Allows(fits+1) {
			t.Errorf("%s should allow %d feeds and no more", plan, fits)
		}
	}
	if !slices.Equal(wall.Plans(), []wall.Plan{wall.Starter, wall.Business, wall.Enterprise}) {
		t.Errorf("plans are %v", wall.Plans())
	}
	_, err := wall.ParsePlan("gold")
	wantField(t, err, "/plan")
}
