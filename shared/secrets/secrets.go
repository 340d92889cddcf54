// Package secrets gives the tokens that the operator shares with all tenants.
// They stand in one secret of Secrets Manager, as JSON.
package secrets

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"

	"github.com/hashmytag/hashmytag/shared/wall"
)

const (
	maxAge = 10 * time.Minute // a rotated token is known after so long at the latest
	minAge = time.Minute      // a dead token must not make us read at every refusal
)

// Reader is what we use of Secrets Manager.
type Reader interface {
	GetSecretValue(context.Context, *secretsmanager.GetSecretValueInput, ...func(*secretsmanager.Options)) (*secretsmanager.GetSecretValueOutput, error)
}

// Tokens are the shared tokens. They are read when they are first asked for,
// and kept for ten minutes.
type Tokens struct {
	reader Reader
	arn    string

	mu      sync.Mutex
	content content
	readAt  time.Time // of the last success
	triedAt time.Time // of the last attempt
}

// pools are the shared credentials of each network.
type pools map[wall.Network][]wall.Credential

// New gives the tokens of the secret of that ARN or name.
func New(reader Reader, arn string) *Tokens { return &Tokens{reader: reader, arn: arn} }

// Pool is all of a network's shared credentials; only Instagram may have more
// than one. A network without any is an upstream error of class permission.
func (t *Tokens) Pool(ctx context.Context, n wall.Network) ([]wall.Credential, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	age := maxAge
	if len(t.content.pools[n]) == 0 {
		age = minAge // perhaps the operator has just written the token
	}
	if err := t.ensure(ctx, age); err != nil {
		return nil, err
	}
	if len(t.content.pools[n]) == 0 {
		return nil, &wall.UpstreamError{
			Class: wall.ClassPermission,
			Message: fmt.Sprintf("the platform has no %s token yet; ask its operator for one, or give this feed a credential of its own",
				n.Title()),
		}
	}
	return t.content.pools[n], nil
}

// App is the operator's app on Meta; the zero App if the secret names none, or
// cannot be read.
func (t *Tokens) App(ctx context.Context) wall.App {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.ensure(ctx, maxAge); err != nil {
		return wall.App{}
	}
	return t.content.app
}

// Refresh reads the tokens again, because a network refused one, but at most
// once a minute.
func (t *Tokens) Refresh(ctx context.Context) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.ensure(ctx, minAge)
}

// ensure reads the secret when what we know is older than age. When it cannot
// be read, what we know goes on being used.
func (t *Tokens) ensure(ctx context.Context, age time.Duration) error {
	now := time.Now()
	known := !t.readAt.IsZero()
	if known && (now.Sub(t.readAt) < age || now.Sub(t.triedAt) < minAge) {
		return nil
	}
	t.triedAt = now
	read, err := t.read(ctx)
	if err != nil {
		if known {
			return nil
		}
		return err
	}
	t.content, t.readAt = read, now
	return nil
}

func (t *Tokens) read(ctx context.Context) (content, error) {
	value, err := t.reader.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &t.arn})
	var missing *types.ResourceNotFoundException
	if errors.As(err, &missing) {
		return content{}, nil // the stack makes it empty: the operator has written nothing yet
	}
	if err != nil {
		return content{}, fmt.Errorf("secrets: %w", err)
	}
	if value.SecretString == nil {
		return content{}, errors.New("secrets: the secret is binary, not JSON text")
	}
	return parse(*value.SecretString)
}
