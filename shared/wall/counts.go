package wall

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// How long, in days, is kept what visitors did: the counts, so that a month can
// be compared with that of the year before, and the marks of messages that were
// counted, longer than any queue may bring one again.
const (
	CountsKept = 400
	MarksKept  = 15
)

// Day is a day in UTC, such as 2026-11-24. Days sort as their texts do.
type Day string

// DayOf is the day that t falls in.
func DayOf(t time.Time) Day { return Day(t.UTC().Format(time.DateOnly)) }

// ParseDay reads a day as it is written.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return "", fmt.Errorf("%q is not a day such as 2026-11-24", s)
	}
	return DayOf(t), nil
}

// Plus is the day so many days later.
func (d Day) Plus(days int) Day { return DayOf(d.Begin().AddDate(0, 0, days)) }

// Begin is the day's first moment; zero when it is no day.
func (d Day) Begin() time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
}

// PostCounts is how often visitors saw posts and clicked on them.
type PostCounts struct{ Impressions, Clicks int64 }

// Plus adds two counts.
func (c PostCounts) Plus(more PostCounts) PostCounts {
	return PostCounts{c.Impressions + more.Impressions, c.Clicks + more.Clicks}
}

// EventsMessage tells what visitors of one wall did: counts, and nothing about
// the visitors. Its id is made once by who sends it, so that all its copies have
// the same: those of a sender who tried again, of the queue, and of a replay.
type EventsMessage struct {
	ID    string
	Ref   TableRef
	Day   Day
	Views int64
	Posts map[string]PostCounts // by the post's id
}

// DayCounts is what visitors of one wall did on one day.
type DayCounts struct {
	Day      Day
	Views    int64
	Networks map[Network]PostCounts
	Posts    map[string]PostCounts // the most seen ones, by their ids
	Rev      int64                 // 0 before it is stored
}

// maxPostID is far more than any network's id takes, and less than the store's
// limit for a key.
const maxPostID = 256

// NetworkOfPost is the network that a post's id names; false when the text
// cannot be a post's id.
func NetworkOfPost(id string) (Network, bool) {
	network, rest, _ := strings.Cut(id, ":")
	n := Network(network)
	known := n == Direct || slices.Contains(Networks(), n)
	return n, known && rest != "" && len(id) <= maxPostID && utf8.ValidString(id) && !strings.ContainsFunc(id, unicode.IsControl)
}
