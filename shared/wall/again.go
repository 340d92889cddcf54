package wall

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// errReadBefore is the cause of a Changed that no second try mends.
var errReadBefore = errors.New("it was read before that")

// IfUnchanged is nil when a thing still has the revision at which a person read
// it, else Changed. 0 stands for a person who has not said what was read.
func IfUnchanged(read, now int64) error {
	if read == 0 || read == now {
		return nil
	}
	return &Error{Code: Changed, Message: "somebody has changed this since you have read it: read it again", Cause: errReadBefore}
}

const (
	againTries = 8
	againPause = 20 * time.Millisecond // doubled by every try, up to eight times as long
)

// Again makes a change, and makes it again when somebody else was quicker: change
// reads what it is about anew each time. Changed when they always were, or when
// what the person has read is no longer so.
func Again(ctx context.Context, change func() error) error {
	for try := 1; ; try++ {
		err := change()
		if !IsCode(err, Changed) || errors.Is(err, errReadBefore) || try == againTries {
			return err
		}
		select {
		case <-time.After(rand.N(againPause << min(try, 3))): //nolint:gosec // spreads tries, guards nothing
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
