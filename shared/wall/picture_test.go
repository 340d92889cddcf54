package wall_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// What was removed may not be served for longer than a day, X's term; CloudFront's
// two tiers may each have kept it for as long as they are told.
func TestCachesForgetWithinADay(t *testing.T) {
	t.Parallel()
	_, after, _ := strings.Cut(wall.PictureHeaders()["Cache-Control"], "s-maxage=")
	var seconds int
	if _, err := fmt.Sscanf(after, "%d,", &seconds); err != nil {
		t.Fatalf("it is not said how long caches may keep pictures: %q, %v", after, err)
	}
	if kept := 2 * time.Duration(seconds) * time.Second; kept == 0 || kept > 24*time.Hour {
		t.Errorf("removed pictures are served for %s", kept)
	}
}
