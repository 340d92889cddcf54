package wall

import (
	"net/url"
	"slices"
	"strings"
)

// Widget is how a tenant's wall looks and what it shows.
type Widget struct {
	Theme      Theme
	Colors     Colors // used by the custom theme
	Layout     Layout
	Columns    int // of the grid at desk width, 1 to 6
	Scroll     Scroll
	Limit      int       // posts shown at first, 1 to 100
	Networks   []Network // those shown; empty for all
	Language   string    // auto, fr or en
	Branding   Branding
	Moderation Moderation
	Rev        int64 // 0 before it is stored
}

// shows reports whether the wall shows posts of a network.
func (w Widget) shows(n Network) bool {
	return len(w.Networks) == 0 || slices.Contains(w.Networks, n)
}

// The bounds of a widget's settings.
const (
	maxColumns = 6
	maxRating  = 5
	maxBlocked = 200 // words, and authors
)

// ParseWidget reads settings as a person gave them. Blocked words and authors
// that mean the same are kept once.
func ParseWidget(w Widget) (Widget, error) {
	switch {
	case w.Columns < 1 || w.Columns > maxColumns:
		return Widget{}, InvalidField("/columns", "number-outside", "columns is a number from {least} to {most}", 1, maxColumns)
	case w.Limit < 1 || w.Limit > MaxLimit:
		return Widget{}, InvalidField("/limit", "number-outside", "limit is a number from {least} to {most}", 1, MaxLimit)
	case w.Moderation.MinimumRating < 0 || w.Moderation.MinimumRating > maxRating:
		return Widget{}, InvalidField("/moderation/minimumRating", "number-outside", "the rating is a number from {least} to {most}", 0, maxRating)
	}
	for i, n := range w.Networks {
		if n != Direct && !slices.Contains(Networks(), n) {
			return Widget{}, InvalidField("/networks/"+itoa(i), "not-a-network", `"{network}" is not a network`, n)
		}
	}
	var err error
	if w.Moderation.BlockedWords, err = parseBlocked("/moderation/blockedWords", w.Moderation.BlockedWords, foldWords); err != nil {
		return Widget{}, err
	}
	w.Moderation.BlockedAuthors, err = parseBlocked("/moderation/blockedAuthors", w.Moderation.BlockedAuthors, foldAuthor)
	return w, err
}

// CheckLogo accepts a picture that the tenant has uploaded, and one of another
// site by its https address; empty for none.
func CheckLogo(tenantID, address string) error {
	_, own := ParsePicture(tenantID, address)
	u, err := url.Parse(address)
	elsewhere := err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil && !strings.ContainsFunc(address, isUnwanted)
	if address != "" && !own && !elsewhere {
		return InvalidField("/branding/logo", "not-a-logo", `"{address}" is neither a picture that this tenant has uploaded nor an https address`, address)
	}
	return nil
}

// parseBlocked reads a list of a rule. What has no letter or digit would block
// nothing.
func parseBlocked(pointer string, list []string, fold func(string) string) ([]string, error) {
	if len(list) > maxBlocked {
		return nil, InvalidField(pointer, "too-many-blocked", "at most {most} can be blocked", maxBlocked)
	}
	kept, seen := []string{}, map[string]bool{}
	for i, s := range list {
		folded := fold(s)
		if folded == "" {
			return nil, InvalidField(pointer+"/"+itoa(i), "blocks-nothing", `"{word}" has no letter or digit`, s)
		}
		if !seen[folded] {
			kept, seen[folded] = append(kept, strings.TrimSpace(s)), true
		}
	}
	return kept, nil
}

// Theme is the widget's colour scheme.
type Theme string

// The themes.
const (
	ThemeLight  Theme = "light"
	ThemeDark   Theme = "dark"
	ThemeCustom Theme = "custom"
)

// Layout is how the posts are arranged.
type Layout string

// The layouts.
const (
	LayoutGrid     Layout = "grid"
	LayoutList     Layout = "list"
	LayoutCarousel Layout = "carousel"
	LayoutTicker   Layout = "ticker"
)

// Scroll is the speed at which the wall moves by itself.
type Scroll string

// The speeds.
const (
	ScrollOff    Scroll = "off"
	ScrollSlow   Scroll = "slow"
	ScrollMedium Scroll = "medium"
	ScrollFast   Scroll = "fast"
)

// Colors are CSS hexadecimal colours; an empty one is the theme's own.
type Colors struct {
	Background string
	Card       string
	Text       string
	Accent     string
}

// Branding is the tenant's own look.
type Branding struct {
	Logo string
	Font string
}

// The bounds of a page of the wall.
const (
	DefaultLimit = 24
	MaxLimit     = 100
)

// DefaultWidget is the widget of a new tenant. An event starts in hold mode,
// because what appears on a big screen cannot be taken back.
func DefaultWidget(event bool) Widget {
	w := Widget{
		Theme: ThemeLight, Layout: LayoutGrid, Columns: 3, Scroll: ScrollOff, Limit: DefaultLimit,
		Language:   "auto",
		Moderation: Moderation{Mode: ModerateAuto, BuiltInLists: true},
	}
	if event {
		w.Moderation.Mode = ModerateHold
	}
	return w
}
