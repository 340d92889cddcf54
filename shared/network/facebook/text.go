package facebook

import (
	"cmp"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hashmytag/hashmytag/shared/network/text"
	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// tag marks who is named in a message. Offset and length count code points.
type tag struct {
	ID     wire.ID `json:"id"`
	Name   string  `json:"name"`
	Type   string  `json:"type"`
	Offset int     `json:"offset"`
	Length int     `json:"length"`
}

// tags are a list, or, as older versions gave them, lists by offset.
type tags []tag

// UnmarshalJSON never fails: tags of a third kind are none.
func (t *tags) UnmarshalJSON(data []byte) error {
	var list []tag
	var byOffset map[string][]tag
	if wire.Decode(data, &list) == nil && len(list) > 0 {
		*t = list
		return nil
	}
	if json.Unmarshal(data, &byOffset) == nil {
		for _, some := range byOffset {
			*t = append(*t, some...)
		}
	}
	return nil
}

// entities are the tags, and what else can be found between them.
func (p post) entities() []wall.Entity {
	marked := p.tagged()
	for _, e := range text.Entities(p.Message, text.Pages{Hashtag: hashtag}) {
		e.URL = unshim(e.URL)
		if !slices.ContainsFunc(marked, func(m wall.Entity) bool { return m.Start < e.End && e.Start < m.End }) {
			marked = append(marked, e)
		}
	}
	slices.SortFunc(marked, func(a, b wall.Entity) int { return a.Start - b.Start })
	return marked
}

// tagged are the tags that lie within the message and not upon each other.
func (p post) tagged() []wall.Entity {
	var found []wall.Entity
	length, end := utf8.RuneCountInString(p.Message), 0
	slices.SortFunc(p.Tags, func(a, b tag) int {
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(b.Length, a.Length), cmp.Compare(a.ID, b.ID))
	})
	for _, t := range p.Tags {
		isHashtag := strings.HasPrefix(t.Name, "#") // found in the text anyway
		if isHashtag || t.ID == "" || t.Length < 1 || t.Offset < end || t.Length > length-t.Offset {
			continue
		}
		end = t.Offset + t.Length
		found = append(found, wall.Entity{Kind: wall.EntityMention, Start: t.Offset, End: end, URL: t.address()})
	}
	return found
}

// address is the page's or person's, or the event's: only these are told apart.
func (t tag) address() string {
	if t.Type == "event" {
		return page("events/" + string(t.ID))
	}
	return page(string(t.ID))
}

func hashtag(tag string) string {
	return "https://www.facebook.com/hashtag/" + url.PathEscape(strings.ToLower(tag))
}

// unshim is where a link leads that goes through Facebook's redirecting host.
func unshim(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() != "l.facebook.com" && u.Hostname() != "lm.facebook.com" {
		return address
	}
	if target := text.Address(u.Query().Get("u")); target != "" {
		return target
	}
	return address
}
