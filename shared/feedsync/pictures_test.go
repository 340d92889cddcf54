package feedsync_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// pictures keeps the messages that ask for work on pictures.
type pictures []wall.PictureMessage

func (q *pictures) SendPictures(_ context.Context, m wall.PictureMessage) error {
	*q = append(*q, m)
	return nil
}

func (p *platform) syncWith(q wall.PictureQueue, tick int64) error {
	s := p.syncer()
	s.Pictures = q
	return s.Sync(p.Context(), wall.SyncMessage{Ref: p.tenant.Ref(), Tick: tick})
}

func pictured(id string) wall.Post {
	return wall.Post{
		ID: id, Network: wall.Instagram, Text: "Bonjour " + id, PublishedAt: time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC),
		Media: []wall.Media{{Kind: wall.Image, URL: "https://cdn.example/" + id + ".jpg"}},
	}
}

// A sync asks for its new posts' pictures, once, and for those of a removed feed
// to be taken away.
func TestSyncsAskForPictures(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	f := p.addFeed(wall.Instagram)
	q := &pictures{}
	p.upstream[wall.Instagram].answer([]wall.Post{pictured("1"), pictured("2")}, nil)
	must(t, p.syncWith(q, 1))
	must(t, p.syncWith(q, 1))
	if len(*q) != 1 || !slices.Equal((*q)[0].Posts, []string{"instagram:1", "instagram:2"}) {
		t.Fatalf("asked for %+v", *q)
	}
	post := p.post("1")
	post.Media[0].Copy = wall.Copy{Of: "/1.jpg", Digest: "d", Width: 90, Height: 60}
	must(t, p.table.ChangePosts(t.Context(), []wall.PostChange{{Post: post}}))
	for _, feed := range p.load().Feeds {
		must(t, p.table.RemoveFeed(t.Context(), feed))
	}
	s := p.syncer()
	s.Pictures, *q = q, nil
	must(t, s.Sync(t.Context(), wall.SyncMessage{Ref: p.tenant.Ref(), Tidy: true}))
	if len(*q) != 1 || len((*q)[0].Gone["instagram:1"]) != 2 || len((*q)[0].Posts) > 0 {
		t.Errorf("feed %s leaves %+v", f.ID, *q)
	}
}

// A sync that dies before it has asked leaves a wall that is behind: the next
// one looks at all pictures.
func TestAMessageThatWasNeverSent(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.addFeed(wall.Instagram)
	p.upstream[wall.Instagram].answer([]wall.Post{pictured("1")}, nil)
	if err := p.syncWith(dead{}, 1); err == nil {
		t.Fatal("it did not die")
	}
	q := &pictures{}
	must(t, p.syncWith(q, 1)) // delivered again
	if len(*q) != 1 || !(*q)[0].Look {
		t.Errorf("asked for %+v", *q)
	}
	if s := p.load().State; s.Built != s.Gen {
		t.Errorf("the wall shows %d of %d", s.Built, s.Gen)
	}
}

type dead struct{}

func (dead) SendPictures(context.Context, wall.PictureMessage) error { return errKilled }

// What could not be copied is tried again when its time has come, once.
func TestPicturesThatAreDue(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	must(t, p.table.PlanPictures(t.Context(), p.now.Add(time.Minute), time.Time{}))
	must(t, feedsync.Rebuild(t.Context(), p.table, p.tenant.ID, p.now))
	q := &pictures{}
	must(t, p.syncWith(q, 1))
	p.now = p.now.Add(time.Minute)
	must(t, p.syncWith(q, 2))
	must(t, p.syncWith(q, 3))
	if len(*q) != 1 || !(*q)[0].Again || (*q)[0].Look {
		t.Errorf("asked for %+v", *q)
	}
}

func TestPicturesAreRefreshedBeforeTheyExpire(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.addFeed(wall.Instagram)
	withPicture := func(signature string, expires time.Time) []wall.Post {
		list := posts(1, 1)
		list[0].Media = []wall.Media{{Kind: wall.Image, URL: "https://cdn.example/1.jpg?sig=" + signature, ExpiresAt: expires}}
		return list
	}
	p.upstream[wall.Instagram].answer(withPicture("a", p.now.Add(2*time.Hour)), nil)
	p.sync(1)
	p.upstream[wall.Instagram].answer(withPicture("b", p.now.Add(3*time.Hour)), nil)
	p.calls.reset()
	p.sync(2)
	if reads, writes := p.calls.count(); reads > 3 || writes != 1 {
		t.Errorf("a new signature alone took %d reads and %d writes", reads, writes)
	}
	p.now = p.now.Add(100 * time.Minute)
	p.sync(3)
	if got := p.post("1").Media[0].URL; !strings.HasSuffix(got, "sig=b") {
		t.Errorf("shortly before its end the address is %s", got)
	}
}
