package mirror

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/hashmytag/hashmytag/shared/safehttp"
	"github.com/hashmytag/hashmytag/shared/wall"
)

const (
	// MaxBytes is how large a network's picture may be.
	MaxBytes = 8 << 20
	// FetchTime is how long one may take.
	FetchTime = 15 * time.Second
	// accepted are the formats that are read, the cheapest first.
	accepted = "image/jpeg, image/png;q=0.9, image/webp;q=0.8, image/gif;q=0.7"
)

// hopeless is a picture that another try does not make better.
type hopeless struct{ error }

func (h *hopeless) Unwrap() error { return h.error }

// gone is an answer that there is no picture at the address, for us or for anybody:
// what CDNs say when the address has ended.
type gone struct{ status int }

func (g gone) Error() string { return fmt.Sprintf("the network answers %d", g.status) }

// fetch reads a picture from a network.
func fetch(ctx context.Context, client *http.Client, address string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, &hopeless{err}
	}
	request.Header.Set("Accept", accepted)
	response, err := client.Do(request)
	if err != nil {
		return nil, judged(err)
	}
	defer func() { _ = response.Body.Close() }()
	switch status := response.StatusCode; status {
	case http.StatusOK:
	case http.StatusForbidden, http.StatusNotFound, http.StatusGone:
		return nil, gone{status}
	default:
		return nil, fmt.Errorf("the network answers %d", status)
	}
	data, err := io.ReadAll(response.Body)
	return data, judged(err)
}

// judged marks errors that stay: addresses that must not be asked, answers that
// must not be read, pictures that are none.
func judged(err error) error {
	var refused *wall.Error
	if errors.Is(err, safehttp.ErrPrivate) || errors.Is(err, safehttp.ErrRedirect) || errors.Is(err, safehttp.ErrTooLarge) || errors.As(err, &refused) {
		return &hopeless{err}
	}
	return err
}
