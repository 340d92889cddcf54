package wall_test

import (
	"strings"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

func TestDay(t *testing.T) {
	t.Parallel()
	paris := time.FixedZone("CET", 3600)
	if got := wall.DayOf(time.Date(2026, 11, 24, 0, 30, 0, 0, paris)); got != "2026-11-23" {
		t.Errorf("half past midnight in Paris is of the day %s in UTC", got)
	}
	if got := wall.Day("2028-02-28").Plus(2); got != "2028-03-01" {
		t.Errorf("two days after 28 February of a leap year: %s", got)
	}
	for text, ok := range map[string]bool{
		"2026-11-24": true, "2026-02-29": false, "24/11/2026": false, "2026-11-24T00:00:00Z": false, "": false, "2026-1-1": false,
	} {
		if day, err := wall.ParseDay(text); (err == nil) != ok || ok && string(day) != text {
			t.Errorf("%q: %q, %v", text, day, err)
		}
	}
}

func TestNetworkOfPost(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]wall.Network{
		"instagram:17900000000000001":           wall.Instagram,
		"facebook:104523998877001_122":          wall.Facebook,
		"google:ChZDSUhNMG9nS0VJQ0FnSUQ":        wall.Google,
		"direct:d_1":                            wall.Direct,
		"twitter:a:b":                           wall.Twitter,
		"myspace:1":                             "",
		"instagram:":                            "",
		"instagram":                             "",
		"":                                      "",
		"instagram:a\x00b":                      "",
		"instagram:\xff":                        "",
		"instagram:" + strings.Repeat("1", 300): "",
	} {
		network, ok := wall.NetworkOfPost(id)
		if ok != (want != "") || ok && network != want {
			t.Errorf("%.40q: %q, %t", id, network, ok)
		}
	}
}
