package graph

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"net/url"
	"strconv"
	"time"

	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Adder takes an item of a listing, and reports whether it has seen it before.
type Adder func(item json.RawMessage) (seen bool)

// Listing is what was read of an edge.
type Listing struct {
	Read     int    // items, those that were not new included
	Position string // for the next Follow
	Usage    wall.Usage
}

// Follow reads an edge's newest items. The API has no "since" that can be relied
// on, so every fetch does that; what the first one left behind is read by and by
// after it. Position is that of the last Follow, empty at first. It is an error
// only if nothing was read: what stops a listing later is met by the next fetch.
func (a API) Follow(ctx context.Context, r Request, position string, limit, pageSize int, add Adder) (Listing, error) {
	left := parseRest(position)
	page := min(limit, pageSize) // calls are what is limited, so none asks for less
	share := limit
	if left.at != nil {
		share = max(page, limit/2)
	}
	newest, err := a.list(ctx, r, share, pageSize, add)
	if err != nil && newest.read == 0 {
		return Listing{Position: position}, err
	}
	a.logUnread(ctx, err)
	read := newest.read
	switch {
	case position == "":
		left = rest{at: newest.next, read: newest.read}
	case left.at != nil:
		r.Query = merged(r.Query, left.at)
		older, err := a.list(ctx, r, max(page, limit-read), pageSize, add)
		a.logUnread(ctx, err)
		read += older.read
		switch {
		case err == nil || older.read > 0:
			left = rest{at: older.next, read: left.read + older.read}
		case !passes(err):
			left.at = nil
		}
	}
	return Listing{Read: read, Position: left.String(), Usage: newest.usage}, nil
}

// passes reports whether the same question may be answered another time.
func passes(err error) bool {
	switch wall.AsUpstreamError(err).Class {
	case wall.ClassTransient, wall.ClassThrottled, wall.ClassQuota, wall.ClassAuth:
		return true
	}
	return false
}

func (a API) logUnread(ctx context.Context, err error) {
	if err != nil {
		slog.WarnContext(ctx, "not read to the end", "network", a.Network, "error", err)
	}
}

// rest is where a first reading stopped, and how many items it has read so far.
type rest struct {
	at   url.Values // nil if there is nothing left to read
	read int
}

// Done is the position of an edge that was read to its end, or deep enough.
const Done = "all"

const (
	// deepest is how many items a first reading goes back: enough for any wall.
	deepest = 500
	// maxPosition keeps positions small: they live in the tenant's state.
	maxPosition = 250
)

func parseRest(position string) rest {
	values, err := url.ParseQuery(position)
	if err != nil || position == "" || position == Done {
		return rest{}
	}
	read, _ := strconv.Atoi(values.Get("read"))
	values.Del("read")
	if len(values) == 0 {
		return rest{}
	}
	return rest{values, read}
}

// String is the position as it is stored.
func (r rest) String() string {
	if r.at == nil || r.read >= deepest {
		return Done
	}
	position := merged(nil, r.at)
	position.Set("read", strconv.Itoa(r.read))
	if s := position.Encode(); len(s) <= maxPosition {
		return s
	}
	return Done
}

// listing is what list read; next is where it stopped, nil at the end.
type listing struct {
	read  int
	empty int // pages without items, in a row
	next  url.Values
	usage wall.Usage
}

const (
	// maxPages and maxEmpty bound a listing whose pages never end.
	maxPages = 20
	maxEmpty = 5
	// smallestPage is how far a page is made smaller that is too much for the API.
	smallestPage = 10
)

// list hands the items of an edge to add, page by page, until there are no
// more, limit items were read, or a page holds only items that add has seen. It
// goes on past empty pages and past pages with the cursor of the one before: the
// API gives both in the middle of listings.
func (a API) list(ctx context.Context, r Request, limit, pageSize int, add Adder) (listing, error) {
	var l listing
	for range maxPages {
		r.Query = merged(r.Query, l.next)
		r.Query.Set("limit", strconv.Itoa(min(pageSize, limit-l.read)))
		answer, err := a.Get(ctx, r)
		if errors.Is(err, errTooMuch) && pageSize > smallestPage {
			pageSize = max(smallestPage, pageSize/4)
			continue
		}
		if err != nil {
			return l, err
		}
		if err := l.take(answer, r.Now, add); err != nil {
			return l, err
		}
		if l.next == nil || l.read >= limit {
			break
		}
	}
	return l, nil
}

// take adds a page's items.
func (l *listing) take(answer wire.Answer, now time.Time, add Adder) error {
	var page page
	if err := wire.Decode(answer.Body, &page); err != nil {
		return err
	}
	seen := 0
	for _, item := range page.Data {
		if add(item) {
			seen++
		}
	}
	l.read += len(page.Data)
	l.next, l.usage = page.next(), usage(answer.Header, now)
	if l.empty++; len(page.Data) > 0 {
		l.empty = 0
	}
	if seen > 0 && seen == len(page.Data) || l.empty == maxEmpty {
		l.next = nil
	}
	return nil
}

// page is one page of an edge.
type page struct {
	Data   []json.RawMessage `json:"data"`
	Paging struct {
		Cursors struct {
			After string `json:"after"`
		} `json:"cursors"`
		Next string `json:"next"`
	} `json:"paging"`
}

// markers are what says where a page begins, in both styles of paging.
var markers = []string{"after", "until", "since", "__paging_token"}

// next is where the next page begins; nil after the last one, which may still
// have cursors. Of the next page's address nothing but the markers is kept: the
// token is in it.
func (p page) next() url.Values {
	if p.Paging.Next == "" {
		return nil
	}
	at := url.Values{}
	if address, err := url.Parse(p.Paging.Next); err == nil {
		for _, name := range markers {
			if value := address.Query().Get(name); value != "" {
				at.Set(name, value)
			}
		}
	}
	if len(at) == 0 && p.Paging.Cursors.After != "" {
		at.Set("after", p.Paging.Cursors.After)
	}
	if len(at) == 0 {
		return nil
	}
	return at
}

// merged is a query that continues at a marker; without one, as it is.
func merged(query, at url.Values) url.Values {
	next := url.Values{}
	maps.Copy(next, query)
	if at != nil {
		for _, name := range markers {
			next.Del(name)
		}
	}
	maps.Copy(next, at)
	return next
}
