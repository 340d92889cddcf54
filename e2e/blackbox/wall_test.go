package blackbox_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// A tenant's way from registration to a wall, and what opens the wall and what
// does not.
func TestWall(t *testing.T) {
	t.Parallel()
	p := start(t, simulated())
	restaurant, shop := p.newTenant("bon-gout.example.com", "business"), p.newTenant("shop.example.com", "starter")
	if restaurant.Status != "active" || restaurant.Table != "tenant_bon_gout_example_com" {
		t.Errorf("made %+v", restaurant)
	}
	if !strings.Contains(restaurant.EmbedCode, restaurant.APIKey) || !strings.Contains(restaurant.EmbedCode, p.address+"/hashmytag.js") {
		t.Errorf("embed code:\n%s", restaurant.EmbedCode)
	}
	own := []feed{
		p.addFeed(restaurant, "instagram", "--hashtag", "bongout", "cuisinelyonnaise"),
		p.addFeed(restaurant, "facebook", "--page", "104523998877001"),
		p.addFeed(restaurant, "google", "--place", "ChIJb0nG0ut_Ly0nR6900xQ1u5E"),
	}
	foreign := p.addFeed(shop, "twitter", "--hashtag", "FashionStore")
	for _, f := range append(own, foreign) {
		if f.State.Error != nil || f.State.PostCount == 0 {
			t.Errorf("%s brought %d posts, error %v", f.Network, f.State.PostCount, f.State.Error)
		}
	}

	t.Run("shows own posts from all own networks, newest first", func(t *testing.T) {
		w := p.wallOf(restaurant)
		if want := []string{"facebook", "google", "instagram"}; !slices.Equal(w.networks(), want) {
			t.Errorf("networks %v, want %v", w.networks(), want)
		}
		for i, post := range w.Posts {
			if i > 0 && post.PublishedAt.After(w.Posts[i-1].PublishedAt) {
				t.Errorf("post %d is newer than the one before it", i)
			}
			if !slices.ContainsFunc(own, func(f feed) bool { return slices.Contains(post.FeedIDs, f.ID) }) {
				t.Errorf("post %s is of the feeds %v, which are not the tenant's", post.ID, post.FeedIDs)
			}
		}
		if networks := p.wallOf(shop).networks(); !slices.Equal(networks, []string{"twitter"}) {
			t.Errorf("the shop's networks: %v", networks)
		}
	})
	t.Run("opens on its own sites alone", func(t *testing.T) {
		for origin, want := range map[string]int{
			"": 200, "https://bon-gout.example.com": 200, "https://menu.bon-gout.example.com": 200,
			"https://shop.example.com": 403, "https://evilbon-gout.example.com": 403, "null": 403,
		} {
			if status, w := p.visit(url.Values{"key": {restaurant.APIKey}}, origin); status != want || status != 200 && len(w.Posts) > 0 {
				t.Errorf("on %q: %d with %d posts, want %d", origin, status, len(w.Posts), want)
			}
		}
	})
	t.Run("opens with a good key alone", func(t *testing.T) {
		if status, _ := p.visit(nil, ""); status != http.StatusUnauthorized {
			t.Errorf("without a key: %d", status)
		}
		for _, key := range []string{"bad", "hmt_" + strings.Repeat("a", 26)} {
			if status := p.status(key); status != http.StatusForbidden {
				t.Errorf("key %s: %d", key, status)
			}
		}
	})
	t.Run("closes while suspended", func(t *testing.T) {
		get[tenant](p, "tenants", "suspend", shop.ID)
		if status := p.status(shop.APIKey); status != http.StatusForbidden {
			t.Errorf("suspended: %d", status)
		}
		get[tenant](p, "tenants", "resume", shop.ID)
		if len(p.wallOf(shop).Posts) == 0 {
			t.Error("resumed, and empty")
		}
	})
	t.Run("changes its key", func(t *testing.T) {
		second := get[tenant](p, "tenants", "rotate-key", restaurant.ID).APIKey
		if status := p.status(restaurant.APIKey); status != http.StatusOK {
			t.Errorf("the old key within its grace: %d", status)
		}
		third := get[tenant](p, "tenants", "rotate-key", restaurant.ID, "--grace", "0").APIKey
		for key, want := range map[string]int{restaurant.APIKey: 403, second: 403, third: 200} {
			if status := p.status(key); status != want {
				t.Errorf("key %s: %d, want %d", key, status, want)
			}
		}
	})
	t.Run("stops clean", func(t *testing.T) {
		started := p.descendants()
		if err := p.stop(); err != nil {
			t.Fatalf("stopped with %v", err)
		}
		for _, process := range started {
			waitFor(t, stopTime, "the end of "+process.args, func() bool { return syscall.Kill(process.pid, 0) != nil })
		}
		if _, err := os.Stat(filepath.Join(p.data, "platform.json")); err == nil {
			t.Error("the platform is gone, and says that it runs")
		}
		if c := p.run("tenants", "list"); c.code != 1 || !strings.Contains(c.notes, "hashmytag local") {
			t.Errorf("a command without a platform: %d %s", c.code, c.notes)
		}
	})
}

// With the networks' addresses pointing elsewhere, what is published there is
// on the wall, and nothing else; a network's failure stays on its own feed; and
// killed functions lose nothing.
func TestNetworksElsewhere(t *testing.T) {
	t.Parallel()
	n := newNetworks(t)
	var want []string
	for _, network := range all() {
		want = append(want, n.publish(network), n.publish(network))
	}
	p := start(t, n.settings())
	hotel := p.newTenant("hotel.example.com", "enterprise")
	p.addFeed(hotel, "instagram", "--hashtag", "hotel")
	p.addFeed(hotel, "facebook", "--page", "104523998877003")
	p.addFeed(hotel, "twitter", "--hashtag", "hotel")
	p.addFeed(hotel, "google", "--place", "ChIJgR4nd_H0te1R1v4geC06400")
	shows := func(t *testing.T) {
		t.Helper()
		slices.Sort(want)
		if got := p.wallOf(hotel).texts(); !slices.Equal(got, want) {
			t.Errorf("the wall shows\n%q, want\n%q", got, want)
		}
	}

	t.Run("shows what is there", shows)
	t.Run("a network fails on its own feed", func(t *testing.T) {
		n.fail("facebook", true)
		want = append(want, n.publish("instagram"), n.publish("twitter"), n.publish("google"))
		get[any](p, "sync", hotel.ID)
		for _, f := range p.feeds(hotel) {
			if failing := f.State.Error != nil; failing != (f.Network == "facebook") {
				t.Errorf("%s: error %+v", f.Network, f.State.Error)
			}
			if e := f.State.Error; e != nil && (e.Class != "auth" || strings.Contains(e.Message, "test-")) {
				t.Errorf("%s: class %s, %s", f.Network, e.Class, e.Message)
			}
		}
		shows(t)
	})
	t.Run("and recovers", func(t *testing.T) {
		n.fail("facebook", false)
		want = append(want, n.publish("facebook"))
		get[any](p, "sync", hotel.ID)
		for _, f := range p.feeds(hotel) {
			if f.State.Error != nil {
				t.Errorf("%s: error %+v", f.Network, f.State.Error)
			}
		}
		shows(t)
	})
	t.Run("a killed function loses nothing", func(t *testing.T) {
		for range 3 {
			for _, network := range all()[:3] {
				want = append(want, n.publish(network))
			}
			release, asked := n.hold(), n.calls("facebook")
			done := make(chan command, 1)
			go func() { done <- p.run("sync", hotel.ID) }()
			waitFor(t, conditionFor, "a fetch", func() bool { return n.calls("facebook") > asked })
			if p.killFunctions() == 0 {
				t.Error("there was no function to kill")
			}
			release()
			if c := <-done; c.code != 0 {
				t.Fatalf("sync ended with %d: %s", c.code, c.notes)
			}
			shows(t)
		}
		if c := p.run("sync"); c.code != 0 {
			t.Errorf("the next tick: %d %s", c.code, c.notes)
		}
		shows(t)
		if letters := p.run("dead-letters", "list"); letters.out != "There are no dead letters.\n" {
			t.Errorf("dead letters: %s", letters.out)
		}
	})
}
