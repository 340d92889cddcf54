package wall

import "slices"

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
}

// shows reports whether the wall shows posts of a network.
func (w Widget) shows(n Network) bool {
	return len(w.Networks) == 0 || slices.Contains(w.Networks, n)
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
