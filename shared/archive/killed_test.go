package archive_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go/middleware"
	"github.com/google/go-cmp/cmp"

	"github.com/hashmytag/hashmytag/shared/audit"
	"github.com/hashmytag/hashmytag/shared/enginetest"
)

var errKilled = errors.New("the process was killed")

// killedAfter is a client that is cut off after so many requests.
func killedAfter(db *dynamodb.Client, requests int) *dynamodb.Client {
	var mu sync.Mutex
	return dynamodb.New(db.Options(), func(o *dynamodb.Options) {
		o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
			return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("kill", func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
				mu.Lock()
				requests--
				dead := requests < 0
				mu.Unlock()
				if dead {
					return middleware.InitializeOutput{}, middleware.Metadata{}, errKilled
				}
				return next.HandleInitialize(ctx, in)
			}), middleware.After)
		})
	})
}

func TestImportKilledAtEveryStep(t *testing.T) {
	t.Parallel()
	v := vault{t, enginetest.DynamoDB(t)}
	source := v.furnished()
	text := v.export(source)
	want := v.content(source, text)
	for requests := 0; ; requests++ {
		target := v.again(source)
		_, err := v.keeper(killedAfter(v.db, requests)).Import(audit.AsOperator(t.Context()), target, strings.NewReader(text))
		if err != nil && !errors.Is(err, errKilled) {
			t.Fatal(err)
		}
		v.restore(target, text)
		if diff := cmp.Diff(want, v.content(target, v.export(target))); diff != "" {
			t.Fatalf("killed after %d requests (-want +got):\n%s", requests, diff)
		}
		if err == nil {
			if requests < 20 {
				t.Errorf("done after %d requests: the test proves little", requests)
			}
			return
		}
	}
}
