package wall

import (
	"strings"
	"testing"
	"time"
)

func TestRenditions(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		width, height int
		srcset, url   string
	}{
		"large":    {1280, 960, "400x300.webp 400w, 800x600.webp 800w, 1280x960.webp 1280w", "800x600.jpg"},
		"a card's": {800, 800, "400x400.webp 400w, 800x800.webp 800w", "800x800.jpg"},
		"small":    {90, 60, "90x60.webp 90w", "90x60.jpg"},
		"a line":   {1280, 1, "400x1.webp 400w, 800x1.webp 800w, 1280x1.webp 1280w", "800x1.jpg"},
	} {
		c := Copy{Digest: strings.Repeat("ab", 16), Width: test.width, Height: test.height}
		p := Post{Network: Instagram, Media: []Media{{Kind: Image, URL: "https://cdn.example/a.jpg", Copy: c}}}
		shown := p.ShownMedia("t_1")[0]
		short := strings.NewReplacer("/media/t_1/posts/"+c.Digest+"-", "")
		if short.Replace(shown.Srcset) != test.srcset || short.Replace(shown.URL) != test.url {
			t.Errorf("%s: %+v", name, shown)
		}
	}
}

// What a network tells anew keeps what is known of its pictures, however its
// addresses are spelled today.
func TestPicturesAreCarriedOver(t *testing.T) {
	t.Parallel()
	done := Copy{Of: "/v/1.jpg", Digest: "d", Width: 1, Height: 1}
	failed := Copy{Of: "/v/2.jpg", Tries: CopyTries}
	old := Post{Network: Instagram, Media: []Media{
		{Kind: Image, URL: "https://a.example/v/1.jpg?oe=1", Copy: done, Described: "a plate"},
		{Kind: Image, URL: "https://a.example/v/2.jpg?oe=1", Copy: failed},
		{Kind: Image, URL: "https://a.example/safe_image.php?url=x", Copy: Copy{Of: "https://a.example/safe_image.php?url=x", Digest: "e", Width: 1, Height: 1}},
	}}
	fresh := Post{Network: Instagram, Media: []Media{
		{Kind: Image, URL: "https://b.example/v/2.jpg?oe=2"},
		{Kind: Image, URL: "https://b.example/v/1.jpg?oe=2"},
		{Kind: Image, URL: "https://a.example/safe_image.php?url=y"},
	}}
	before := fresh.Digest()
	fresh.CarryPictures(old)
	if fresh.Media[1].Copy != done || fresh.Media[1].Described != "a plate" {
		t.Errorf("the picture at another host is %+v", fresh.Media[1])
	}
	if fresh.Media[0].Copy != (Copy{}) {
		t.Errorf("a picture with a new address is not tried again: %+v", fresh.Media[0].Copy)
	}
	if fresh.Media[2].Copy != (Copy{}) {
		t.Error("a program's other picture was taken for the same")
	}
	if fresh.Digest() != before {
		t.Error("copies count as the network's content")
	}
}

func TestAltTexts(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("très ", 40)
	for want, p := range map[string]Post{
		"Camille Durand: Bon appétit": {Author: Author{Name: "Camille Durand"}, Text: "Bon\nappétit"},
		"@camille: Bon":               {Author: Author{Handle: "camille"}, Text: "Bon"},
		"Instagram":                   {Network: Instagram},
		"Bon":                         {Network: Direct, Text: "Bon"},
		"X: " + strings.Repeat("très ", 15) + "très…": {Network: Twitter, Text: long},
	} {
		p.Media = []Media{{}}
		if got := p.Alt(0); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	p := Post{Network: Instagram, Text: "Bon", Media: []Media{{Alt: "its own"}, {Alt: "its own"}}}
	p, err := p.Describe([]string{"", "  an\neditor's "})
	if err != nil || p.Alt(0) != "its own" || p.Alt(1) != "an editor's" {
		t.Errorf("%q and %q, %v", p.Alt(0), p.Alt(1), err)
	}
	if _, err := p.Describe(make([]string, 3)); !IsCode(err, Invalid) {
		t.Errorf("three texts for two pictures: %v", err)
	}
}

// No address of a network goes to visitors, whatever has become of its picture.
func TestNoAddressOfANetworkIsShown(t *testing.T) {
	t.Parallel()
	done := Copy{Of: "/a", Digest: "d", Width: 10, Height: 10}
	for _, network := range Networks() {
		for _, c := range []Copy{{}, {Of: "/a", Tries: 2}, {Of: "/a", Tries: CopyTries}, done} {
			p := Post{Network: network, Author: Author{Name: "A", Avatar: "https://cdn.example/a", Copy: c}, Media: []Media{
				{Kind: Image, URL: "https://cdn.example/a", Copy: c},
				{Kind: Video, URL: "https://cdn.example/film", Poster: "https://cdn.example/a", Copy: c},
			}}
			for _, m := range p.ShownMedia("t_1") {
				own := m.Type == Video || m.URL == "" || strings.HasPrefix(m.URL, "/media/t_1/")
				if !own || m.Poster != "" && !strings.HasPrefix(m.Poster, "/media/t_1/") {
					t.Errorf("%s: %+v", network, m)
				}
			}
			if a := p.ShownAvatar("t_1"); a != "" && (network == Google || !strings.HasPrefix(a, "/media/t_1/authors/")) {
				t.Errorf("%s: portrait %s", network, a)
			}
		}
	}
}

func TestWhatWantsPictures(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	done := Copy{Of: "/a.jpg", Digest: "d", Width: 1, Height: 1}
	for name, test := range map[string]struct {
		status PostStatus
		copy   Copy
		ends   time.Time
		want   bool
	}{
		"new":                {Visible, Copy{}, time.Time{}, true},
		"to approve":         {Pending, Copy{}, time.Time{}, true},
		"copied":             {Visible, done, time.Time{}, false},
		"another picture":    {Visible, Copy{Of: "/b.jpg", Digest: "d"}, time.Time{}, true},
		"waiting":            {Visible, Copy{Of: "/a.jpg", Tries: 1, NextTry: now.Add(1)}, time.Time{}, false},
		"due":                {Visible, Copy{Of: "/a.jpg", Tries: 1, NextTry: now}, time.Time{}, true},
		"given up":           {Visible, Copy{Of: "/a.jpg", Tries: CopyTries, NextTry: now}, time.Time{}, false},
		"hidden":             {Hidden, Copy{}, time.Time{}, false},
		"hidden with a copy": {Hidden, done, time.Time{}, true},
		"expired with one":   {Visible, done, now, true},
	} {
		p := Post{Network: Instagram, Status: test.status, ExpiresAt: test.ends, Media: []Media{{Kind: Image, URL: "https://cdn.example/a.jpg?x", Copy: test.copy}}}
		if got := p.WantsPictures(now); got != test.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
