package wire

import (
	"context"
	"sync/atomic"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Allowance is how many calls a fetch may make, because so many were counted
// before it began.
type Allowance struct {
	most    int64
	wanted  atomic.Int64
	refused atomic.Bool
}

type allowanceKey struct{}

// Allow lets what is done with the context make so many calls; any number for 0.
func Allow(ctx context.Context, calls int) (context.Context, *Allowance) {
	a := &Allowance{most: int64(calls)}
	return context.WithValue(ctx, allowanceKey{}, a), a
}

// Made is how many calls were made.
func (a *Allowance) Made() int {
	if a.refused.Load() {
		return int(a.most)
	}
	return int(a.wanted.Load())
}

// Exceeded reports whether more calls were wanted than allowed.
func (a *Allowance) Exceeded() bool { return a.refused.Load() }

// takeCall takes one call of the context's allowance.
func takeCall(ctx context.Context) error {
	a, limited := ctx.Value(allowanceKey{}).(*Allowance)
	if !limited {
		return nil
	}
	if n := a.wanted.Add(1); a.most > 0 && n > a.most {
		a.refused.Store(true)
		return &wall.UpstreamError{Class: wall.ClassQuota, Message: "The calls for this refresh are used up. The rest is read at the next one."}
	}
	return nil
}
