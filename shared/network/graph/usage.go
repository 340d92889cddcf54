package graph

import (
	"net/http"
	"time"

	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// spent is how much of a limit is used, in percent, in each of three measures.
type spent struct {
	Calls     float64 `json:"call_count"`
	Time      float64 `json:"total_time"`
	Processor float64 `json:"total_cputime"`
	Minutes   float64 `json:"estimated_time_to_regain_access"`
}

func (s spent) fraction() float64 { return max(s.Calls, s.Time, s.Processor) / 100 }

// usage reads both usage headers: the app's limit, and the business use cases'
// by object, of which the fullest counts.
func usage(h http.Header, now time.Time) wall.Usage {
	var u wall.Usage
	var app spent
	if wire.Decode([]byte(h.Get("X-App-Usage")), &app) == nil {
		u.Fraction = app.fraction()
	}
	for _, s := range useCases(h) {
		u.Object = max(u.Object, s.fraction())
	}
	u.Fraction = max(u.Fraction, u.Object)
	u.ResetAt = regained(h, now)
	return u
}

func useCases(h http.Header) []spent {
	var byObject map[string][]spent
	if wire.Decode([]byte(h.Get("X-Business-Use-Case-Usage")), &byObject) != nil {
		return nil
	}
	var all []spent
	for _, cases := range byObject {
		all = append(all, cases...)
	}
	return all
}

// regained is when the business use cases allow calls again: the headers count
// minutes. The zero time if none is exhausted.
func regained(h http.Header, now time.Time) time.Time {
	var minutes float64
	for _, s := range useCases(h) {
		minutes = max(minutes, s.Minutes)
	}
	if minutes == 0 {
		return time.Time{}
	}
	return now.Add(time.Duration(min(minutes, longestWait.Minutes()) * float64(time.Minute)))
}

// longestWait bounds what a header can do: the limits' windows last a day.
const longestWait = 7 * day
