// Package direct is what a tenant's people write on their wall themselves:
// posts that no network brings.
package direct

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/hashmytag/hashmytag/shared/audit"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/network/text"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Store is a tenant's table as its own posts use it.
type Store interface {
	wall.SnapshotStore
	// Posts reads posts by id, consistently; missing ones are left out.
	Posts(ctx context.Context, ids []string) (map[string]wall.Post, error)
	// ChangePosts stores changes, each on its post's revision, and their entries
	// in the audit. Changed when somebody was quicker.
	ChangePosts(ctx context.Context, changes []wall.PostChange, log ...wall.AuditEntry) error
}

// Writer writes the posts of any tenant.
type Writer struct {
	Open  func(ctx context.Context, ref wall.TableRef) (Store, error)
	Clock func() time.Time
}

// Draft is a post as a person writes it.
type Draft struct {
	Text   string
	URL    string   // where it leads; may be empty
	Media  []string // addresses that an upload gave
	Pinned bool
}

// The bounds of a draft. The text's is Instagram's.
const (
	maxText  = 2200
	maxURL   = 2000
	maxMedia = 4
	maxID    = 100 // more than any id has
)

// Write puts a new post on the wall.
func (w Writer) Write(ctx context.Context, t wall.Tenant, d Draft) (wall.Post, error) {
	now := w.Clock()
	p, err := d.apply(t, wall.Post{
		ID: wall.NewDirectPostID(), Network: wall.Direct, Author: wall.Author{Name: t.Name}, PublishedAt: now,
		Status: wall.Visible, Moderated: true, // somebody has decided to show it
	})
	if err != nil {
		return wall.Post{}, err
	}
	store, err := w.open(ctx, t)
	if err != nil {
		return wall.Post{}, err
	}
	if err := store.ChangePosts(ctx, []wall.PostChange{{Post: p}}, w.entry(ctx, "post.written", p)); err != nil {
		return wall.Post{}, err
	}
	p.Rev++
	feedsync.Show(ctx, store, t.ID, w.Clock())
	return p, nil
}

// Edit replaces what a post says. Its time stays.
func (w Writer) Edit(ctx context.Context, t wall.Tenant, id string, d Draft) (wall.Post, error) {
	return w.change(ctx, t, id, func(p wall.Post) (wall.PostChange, wall.AuditEntry, error) {
		p, err := d.apply(t, p)
		return wall.PostChange{Post: p}, w.entry(ctx, "post.edited", p), err
	})
}

// Delete takes a post away for good.
func (w Writer) Delete(ctx context.Context, t wall.Tenant, id string) error {
	_, err := w.change(ctx, t, id, func(p wall.Post) (wall.PostChange, wall.AuditEntry, error) {
		return wall.PostChange{Post: p, Remove: true}, w.entry(ctx, "post.deleted", p), nil
	})
	return err
}

type decision func(wall.Post) (wall.PostChange, wall.AuditEntry, error)

// change changes one of the tenant's own posts. NotFound when it is none.
func (w Writer) change(ctx context.Context, t wall.Tenant, id string, decide decision) (wall.Post, error) {
	store, err := w.open(ctx, t)
	if err != nil {
		return wall.Post{}, err
	}
	var p wall.Post
	err = wall.Again(ctx, func() (err error) {
		p, err = w.once(ctx, store, id, decide)
		return err
	})
	if err != nil {
		return wall.Post{}, err
	}
	feedsync.Show(ctx, store, t.ID, w.Clock())
	return p, nil
}

func (w Writer) once(ctx context.Context, store Store, id string, decide decision) (wall.Post, error) {
	missing := wall.Errorf(wall.NotFound, "the tenant has written no post %.100q: those of networks can only be hidden", id)
	if !strings.HasPrefix(id, wall.PostID(wall.Direct, "")) || len(id) > maxID {
		return wall.Post{}, missing
	}
	stored, err := store.Posts(ctx, []string{id})
	if err != nil {
		return wall.Post{}, err
	}
	p, found := stored[id]
	if !found {
		return wall.Post{}, missing
	}
	change, entry, err := decide(p)
	if err != nil {
		return wall.Post{}, err
	}
	err = store.ChangePosts(ctx, []wall.PostChange{change}, entry)
	change.Post.Rev++
	return change.Post, err
}

// apply reads a draft and gives a post its words.
func (d Draft) apply(t wall.Tenant, p wall.Post) (wall.Post, error) {
	words := strings.TrimSpace(strings.ReplaceAll(d.Text, "\r\n", "\n"))
	switch {
	case words == "":
		return p, wall.InvalidField("/text", "text-needed", "a text is needed")
	case !utf8.ValidString(words) || strings.ContainsFunc(words, isUnwanted):
		return p, wall.InvalidField("/text", "text-not-shown", "the text has characters that cannot be shown")
	case utf8.RuneCountInString(words) > maxText:
		return p, wall.InvalidField("/text", "text-too-long", "the text is longer than {most} characters", maxText)
	case !isAddress(d.URL):
		return p, wall.InvalidField("/url", "not-an-address", `"{address}" is not an http or https address`, d.URL)
	}
	media, err := parseMedia(t, d.Media)
	before := p
	p.Text, p.Entities, p.URL, p.Media, p.Pinned = words, text.Entities(words, text.Pages{}), d.URL, media, d.Pinned
	p.CarryPictures(before)
	return p, err
}

func isUnwanted(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Bidi_Control, r)
}

func isAddress(s string) bool {
	if s == "" {
		return true
	}
	u, err := url.Parse(s)
	return err == nil && !strings.ContainsFunc(s, isUnwanted) && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && len(s) <= maxURL
}

// parseMedia takes pictures that the tenant uploaded, and no others: what is
// shown from our domain passed through our hands.
func parseMedia(t wall.Tenant, addresses []string) ([]wall.Media, error) {
	if len(addresses) > maxMedia {
		return nil, wall.InvalidField("/media", "too-many-pictures", "at most {most} pictures fit a post", maxMedia)
	}
	var media []wall.Media
	for i, address := range addresses {
		picture, ok := wall.ParseUpload(t.ID, address)
		if !ok {
			return nil, wall.InvalidField("/media/"+strconv.Itoa(i), "not-uploaded", `"{address}" is not a picture that this tenant has uploaded`, address)
		}
		media = append(media, wall.Media{Kind: wall.Image, URL: address, Width: picture.Width, Height: picture.Height})
	}
	return media, nil
}

const excerpt = 80 // characters of a post in the audit

func (w Writer) entry(ctx context.Context, action string, p wall.Post) wall.AuditEntry {
	letters := []rune(strings.Join(strings.Fields(p.Text), " "))
	return audit.Entry(ctx, w.Clock(), action, p.ID, "%s", string(slices.Clip(letters[:min(len(letters), excerpt)])))
}

func (w Writer) open(ctx context.Context, t wall.Tenant) (Store, error) {
	if err := t.Ready(); err != nil {
		return nil, err
	}
	return w.Open(ctx, t.Ref())
}
