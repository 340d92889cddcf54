package mirror_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	_ "golang.org/x/image/webp"

	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/mirror"
	"github.com/hashmytag/hashmytag/shared/wall"
)

const heaviest = 300 << 10

func TestPicturesAreCopied(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	post := instagram("1", p.picture("/large.jpg", photo(t, 2000, 1000, color.White)), p.picture("/small.jpg", photo(t, 300, 200, color.White)))
	p.store(post)

	media := p.post(post.ID).ShownMedia(p.tenant.ID)
	if len(media) != 2 || media[0].Width != 1280 || media[0].Height != 640 || media[1].Width != 300 || media[1].Height != 200 {
		t.Fatalf("shown are %+v", media)
	}
	if n := strings.Count(media[0].Srcset, ","); n != 2 || strings.Contains(media[1].Srcset, ",") {
		t.Errorf("widths are %q and %q", media[0].Srcset, media[1].Srcset)
	}
	if c := media[0].Placeholder; len(c) != 7 || c[0] != '#' {
		t.Errorf("its colour is %q", c)
	}
	for _, m := range media {
		for _, entry := range strings.Split(m.Srcset+", "+m.URL+" jpeg", ", ") {
			address, _, _ := strings.Cut(entry, " ")
			picture, ok := wall.ParsePicture(p.tenant.ID, address)
			data, contentType := p.read(address)
			got, format, err := image.DecodeConfig(bytes.NewReader(data))
			if !ok || err != nil || got.Width != picture.Width || got.Height != picture.Height || contentType != "image/"+format || len(data) > heaviest {
				t.Errorf("%s is %s of %d × %d, %d bytes, %s, %v", address, format, got.Width, got.Height, len(data), contentType, err)
			}
			if bytes.Contains(data, []byte("Exif")) {
				t.Errorf("%s has metadata", address)
			}
		}
	}
	snapshot, err := p.table.Snapshot(t.Context())
	must(t, err)
	if data := p.load(); data.State.Built != data.State.Gen || snapshot.Gen != data.State.Gen {
		t.Errorf("the wall shows %d of %d", snapshot.Gen, data.State.Gen)
	}
}

func (p *platform) load() wall.SyncData {
	p.Helper()
	data, err := p.table.LoadSync(p.Context())
	must(p.T, err)
	return data
}

// A message that comes twice, late or for a post that is gone changes nothing.
func TestMessagesMayComeTwice(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	post := instagram("1", p.picture("/a.jpg", photo(t, 500, 500, color.White)))
	p.store(post)
	before, objects := p.post(post.ID), p.stored()
	p.do(wall.PictureMessage{Ref: p.tenant.Ref(), Posts: []string{post.ID, "instagram:gone"}})
	p.look()
	if after := p.post(post.ID); after.Rev != before.Rev || len(p.stored()) != len(objects) || p.host.calls("/a.jpg") != 1 {
		t.Errorf("the post has revision %d, was %d; fetched %d times", after.Rev, before.Rev, p.host.calls("/a.jpg"))
	}
}

// A picture that cannot be had is tried again, less and less often, and then
// given up; the card goes without.
func TestPicturesAreTriedAgain(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	post := instagram("1", p.host.URL+"/late.jpg", p.picture("/there.jpg", photo(t, 100, 100, color.White)))
	p.store(post)
	media := p.post(post.ID).ShownMedia(p.tenant.ID)
	if len(media) != 2 || media[0].URL != "" || media[1].URL == "" {
		t.Fatalf("shown are %+v", media)
	}
	at := p.load().State.PicturesAt
	if wait := at.Sub(p.now); wait < time.Minute || wait > time.Hour {
		t.Fatalf("it is tried again in %s", wait)
	}
	p.look() // too early
	if n := p.host.calls("/late.jpg"); n != 1 {
		t.Errorf("fetched %d times", n)
	}
	for range 20 {
		if p.now = p.load().State.PicturesAt; p.now.IsZero() {
			break
		}
		p.look()
	}
	if n := p.host.calls("/late.jpg"); n != wall.CopyTries || !p.load().State.PicturesAt.IsZero() {
		t.Errorf("tried %d times, and next at %s", n, p.load().State.PicturesAt)
	}
	if media := p.post(post.ID).ShownMedia(p.tenant.ID); len(media) != 1 {
		t.Errorf("shown are %+v", media)
	}
}

func TestALatePictureIsShown(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	post := instagram("1", p.host.URL+"/late.jpg")
	p.store(post)
	p.picture("/late.jpg", photo(t, 100, 100, color.White))
	p.now = p.load().State.PicturesAt
	p.look()
	if media := p.post(post.ID).ShownMedia(p.tenant.ID); media[0].URL == "" || !p.load().State.PicturesAt.IsZero() {
		t.Errorf("shown are %+v, next look at %s", media, p.load().State.PicturesAt)
	}
}

// Posts and portraits that terms do not let us copy are not even asked for.
func TestTerms(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	avatar := p.picture("/avatar.jpg", photo(t, 400, 400, color.White))
	review := wall.Post{ID: "google:1", Network: wall.Google, FeedIDs: []string{"f_1"}, Author: wall.Author{Name: "A", Avatar: avatar}, Status: wall.Visible, PublishedAt: p.now}
	tweet := wall.Post{ID: "twitter:1", Network: wall.Twitter, FeedIDs: []string{"f_1"}, Author: wall.Author{Name: "B", Avatar: avatar}, Status: wall.Visible, PublishedAt: p.now}
	p.store(review)
	if p.host.calls("/avatar.jpg") != 0 || p.post(review.ID).ShownAvatar(p.tenant.ID) != "" {
		t.Error("a reviewer's portrait was copied")
	}
	tweet2 := tweet
	tweet2.ID = "twitter:2"
	p.store(tweet, tweet2)
	address := p.post(tweet.ID).ShownAvatar(p.tenant.ID)
	data, _ := p.read(address)
	config, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || format != "jpeg" || config.Width != wall.PortraitSide || p.post(tweet2.ID).ShownAvatar(p.tenant.ID) != address || p.host.calls("/avatar.jpg") != 1 {
		t.Errorf("the portrait is %s of %d × %d, %v", format, config.Width, config.Height, err)
	}
}

// What goes takes its copies with it, and nothing else goes.
func TestPurge(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	data := photo(t, 900, 500, color.White)
	for name, remove := range map[string]func(wall.Post){
		"removed": func(post wall.Post) { p.change(wall.PostChange{Post: post, Remove: true}) },
		"hidden": func(post wall.Post) {
			post.Status = wall.Hidden
			p.store(post)
		},
		"expired": func(post wall.Post) {
			post.ExpiresAt = p.now
			p.store(post)
		},
		"gone without a word": func(post wall.Post) {
			must(t, p.table.ChangePosts(t.Context(), []wall.PostChange{{Post: post, Remove: true}}))
			p.now = time.Now().Add(2 * time.Hour) // that of the bucket, which has dated the objects
			p.look()
		},
	} {
		kept, goes := instagram(name+"-stays", p.picture("/1.jpg", data)), instagram(name+"-goes", p.picture("/1.jpg", data))
		p.store(kept, goes)
		with := len(p.stored())
		remove(p.post(goes.ID))
		left := p.stored()
		stays := p.post(kept.ID)
		for _, key := range stays.PictureFiles(p.tenant.ID) {
			p.read("/" + key)
		}
		if per := len(stays.PictureFiles(p.tenant.ID)); with-len(left) != per || per != 4 {
			t.Errorf("%s: %d of %d objects are left, a post has %d", name, len(left), with, per)
		}
		p.now = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
		p.change(wall.PostChange{Post: stays, Remove: true})
		if left := p.stored(); len(left) > 0 {
			t.Fatalf("%s: left over are %v", name, left)
		}
	}
}

func TestAHiddenPostGetsItsPicturesBack(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	post := instagram("1", p.picture("/a.jpg", photo(t, 500, 500, color.White)))
	p.store(post)
	hidden := p.post(post.ID)
	hidden.Status = wall.Hidden
	p.store(hidden)
	again := p.post(post.ID)
	if again.Media[0].Copy.Done() || again.Media[0].Copy.Color == "" {
		t.Fatalf("the hidden post has %+v", again.Media[0].Copy)
	}
	again.Status = wall.Visible
	p.store(again)
	if media := p.post(post.ID).ShownMedia(p.tenant.ID); media[0].URL == "" {
		t.Errorf("shown are %+v", media)
	}
}

// A message about copies that went must not take those that came again.
func TestALateRemovalTakesNothingThatIsUsed(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	post := instagram("1", p.picture("/a.jpg", photo(t, 500, 500, color.White)))
	p.store(post)
	keys := p.post(post.ID).PictureFiles(p.tenant.ID)
	p.do(wall.PictureMessage{Ref: p.tenant.Ref(), Gone: map[string][]string{post.ID: keys}})
	if got := p.stored(); len(got) != len(keys) {
		t.Errorf("left are %v", got)
	}
}

// Uploads are nobody's copies.
func TestUploadsStay(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	logo := wall.Picture{TenantID: p.tenant.ID, Digest: strings.Repeat("ab", 16), Width: 1, Height: 1, Format: "png"}
	other := wall.PicturesOf("t_other") + "posts/x-1x1.jpg"
	must(t, p.bucket.Put(t.Context(), logo.Key(), "image/png", []byte("logo")))
	must(t, p.bucket.Put(t.Context(), other, "image/jpeg", []byte("another tenant's")))
	p.now = time.Now().Add(48 * time.Hour)
	p.look()
	if got := p.stored(); len(got) != 2 {
		t.Errorf("left are %v", got)
	}
}

// A message is somebody's word: it takes nothing that is not its own tenant's copy,
// and copies nothing of another's table.
func TestAMessageIsOfItsOwnTenantAlone(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	post := instagram("1", p.picture("/a.jpg", photo(t, 300, 200, color.White)))
	p.store(post)
	before := p.stored()
	other := p.tenant.Ref()
	other.TenantID, other.Table = wall.NewTenantID(), enginetest.Name("tenant")
	must(t, dynamo.Provisioner{Client: enginetest.DynamoDB(t)}.CreateTable(t.Context(), other))
	table, err := p.mirror.Open(t.Context(), other)
	must(t, err)
	_, err = table.(*dynamo.TenantTable).SetUp(t.Context(), wall.Tenant{ID: other.TenantID}, "hmt_key")
	must(t, err)
	borrowed := other
	borrowed.Table = p.tenant.Table
	for _, ref := range []wall.TableRef{other, borrowed} {
		p.do(wall.PictureMessage{Ref: ref, Gone: map[string][]string{"instagram:2": before}})
	}
	waiting := instagram("3", p.picture("/b.jpg", photo(t, 300, 200, color.Black)))
	must(t, p.table.ChangePosts(t.Context(), []wall.PostChange{{Post: waiting}}))
	p.do(wall.PictureMessage{Ref: borrowed, Posts: []string{post.ID, waiting.ID}, Look: true})
	if after := p.stored(); len(before) == 0 || !slices.Equal(after, before) {
		t.Errorf("of %v is left %v", before, after)
	}
}

// A failure of our own store is not the picture's.
func TestAStoreThatFails(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	post := instagram("1", p.picture("/a.jpg", photo(t, 500, 500, color.White)))
	must(t, p.table.ChangePosts(t.Context(), []wall.PostChange{{Post: post}}))
	broken := p.mirror
	broken.Bucket = failing{p.bucket}
	if err := broken.Do(t.Context(), wall.PictureMessage{Ref: p.tenant.Ref(), Posts: []string{post.ID}}); err == nil {
		t.Error("nothing was wrong")
	}
	if c := p.post(post.ID).Media[0].Copy; c != (wall.Copy{}) {
		t.Errorf("noted was %+v", c)
	}
	p.do(wall.PictureMessage{Ref: p.tenant.Ref(), Posts: []string{post.ID}})
	if !p.post(post.ID).Media[0].Copy.Done() {
		t.Error("it is not copied when the store is there again")
	}
}

type failing struct{ mirror.Bucket }

func (failing) Put(_ context.Context, _, _ string, _ []byte) error { return http.ErrServerClosed }
