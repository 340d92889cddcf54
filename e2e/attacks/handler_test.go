package attacks_test

import (
	"context"
	"encoding/json"
)

// handler runs a function's handler as AWS's library does, but for many events
// at the same time. The library's own Invoke answers bytes of a buffer that it
// has given back already, so that the next event writes over them.
type handler func(ctx context.Context, payload []byte) ([]byte, error)

func handle[E, A any](h func(context.Context, E) (A, error)) handler {
	return func(ctx context.Context, payload []byte) ([]byte, error) {
		var event E
		if err := json.Unmarshal(payload, &event); err != nil {
			return nil, err
		}
		answer, err := h(ctx, event)
		if err != nil {
			return nil, err
		}
		return json.Marshal(answer)
	}
}
