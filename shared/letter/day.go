package letter

import (
	"fmt"
	"time"
)

// months are French; English ones are Go's.
var months = [...]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}

// Day writes the day of a time in UTC; nothing for no time.
func Day(at time.Time, language string) string {
	if at.IsZero() {
		return ""
	}
	at = at.UTC()
	switch {
	case language == "fr" && at.Day() == 1:
		return fmt.Sprintf("1er %s %d", months[at.Month()-1], at.Year())
	case language == "fr":
		return fmt.Sprintf("%d %s %d", at.Day(), months[at.Month()-1], at.Year())
	}
	return at.Format("2 January 2006")
}
