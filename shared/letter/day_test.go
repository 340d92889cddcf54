package letter_test

import (
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/shared/letter"
)

func TestDay(t *testing.T) {
	first := time.Date(2026, 8, 1, 23, 30, 0, 0, time.UTC)
	for _, test := range []struct {
		at       time.Time
		language string
		want     string
	}{
		{first, "fr", "1er août 2026"},
		{first.Add(time.Hour), "fr", "2 août 2026"},
		{first, "en", "1 August 2026"},
		{first.In(time.FixedZone("Nouméa", 11*3600)), "en", "1 August 2026"},
		{time.Time{}, "fr", ""},
	} {
		if got := letter.Day(test.at, test.language); got != test.want {
			t.Errorf("%s in %s is %q, want %q", test.at, test.language, got, test.want)
		}
	}
}
