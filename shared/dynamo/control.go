package dynamo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"github.com/hashmytag/hashmytag/shared/wall"
)

const (
	controlTries   = 8
	controlBackoff = 20 * time.Second
	// inUse is what AWS calls a table that is still at work on another change.
	inUse = "ResourceInUseException"
)

// patient waits longer than usual when AWS refuses a change of a table: an account
// changes at most 500 tables at the same time (LimitExceededException), and while
// one is at work on a change it may refuse the next, with one of the codes.
func (p Provisioner) patient(codes ...string) func(*dynamodb.Options) {
	again := retry.RetryableErrorCode{Codes: map[string]struct{}{}}
	for _, code := range codes {
		again.Codes[code] = struct{}{}
	}
	return func(o *dynamodb.Options) {
		o.Retryer = retry.NewStandard(func(s *retry.StandardOptions) {
			s.MaxAttempts, s.MaxBackoff, s.Backoff, s.RateLimiter = controlTries, controlBackoff, p.Backoff, ratelimit.None
			s.Retryables = append(s.Retryables, again)
			s.Throttles = append(s.Throttles, retry.ThrottleErrorCode(again))
		})
	}
}

// tableWait bounds the wait for a new table; AWS takes seconds.
const tableWait = 2 * time.Minute

// describe reads how a table is; nil when there is none.
func (p Provisioner) describe(ctx context.Context, table string) (*types.TableDescription, error) {
	out, err := p.Client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &table}, p.patient())
	var missing *types.ResourceNotFoundException
	if errors.As(err, &missing) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return out.Table, nil
}

// active waits until a table can be used and changed.
func (p Provisioner) active(ctx context.Context, table string) (*types.TableDescription, error) {
	waiter := dynamodb.NewTableExistsWaiter(p.Client, func(o *dynamodb.TableExistsWaiterOptions) {
		o.MinDelay, o.MaxDelay = 500*time.Millisecond, 5*time.Second
		o.ClientOptions = append(o.ClientOptions, p.patient())
	})
	out, err := waiter.WaitForOutput(ctx, &dynamodb.DescribeTableInput{TableName: &table}, tableWait)
	if err != nil {
		return nil, err
	}
	return out.Table, nil
}

// protect sets whether a table can be deleted, and waits until that is so.
func (p Provisioner) protect(ctx context.Context, table string, on bool) error {
	_, err := p.Client.UpdateTable(ctx, &dynamodb.UpdateTableInput{TableName: &table, DeletionProtectionEnabled: &on}, p.patient(inUse))
	if err != nil {
		return err
	}
	_, err = p.active(ctx, table)
	return err
}

// DeleteTable implements onboarding.OldTables. What AWS has begun to delete need
// not be waited for: nothing can stop it.
func (p Provisioner) DeleteTable(ctx context.Context, ref wall.TableRef) error {
	table, err := p.describe(ctx, ref.Table)
	if err != nil || table == nil || table.TableStatus == types.TableStatusDeleting {
		return err
	}
	if _, err := p.isTagged(ctx, table, ref); err != nil {
		return err
	}
	if aws.ToBool(table.DeletionProtectionEnabled) {
		if err := p.protect(ctx, ref.Table, false); err != nil {
			return err
		}
	}
	_, err = p.Client.DeleteTable(ctx, &dynamodb.DeleteTableInput{TableName: &ref.Table}, p.patient(inUse))
	var gone *types.ResourceNotFoundException
	if errors.As(err, &gone) {
		return nil // by a parallel run of the same message
	}
	return err
}

// tenantTag says on a table whose it is, for bills and for us.
const tenantTag = "hashmytag:tenant"

// ensureTag tags a table that is there already.
func (p Provisioner) ensureTag(ctx context.Context, table *types.TableDescription, ref wall.TableRef) error {
	tagged, err := p.isTagged(ctx, table, ref)
	if err != nil || tagged {
		return err
	}
	_, err = p.Client.TagResource(ctx, &dynamodb.TagResourceInput{ResourceArn: table.TableArn, Tags: tagOf(ref)}, p.patient())
	return err
}

func tagOf(ref wall.TableRef) []types.Tag {
	return []types.Tag{{Key: aws.String(tenantTag), Value: &ref.TenantID}}
}

// isTagged reports whether a table is tagged as the tenant's. One that is tagged
// as another's is an error: it must not be touched.
func (p Provisioner) isTagged(ctx context.Context, table *types.TableDescription, ref wall.TableRef) (bool, error) {
	input := &dynamodb.ListTagsOfResourceInput{ResourceArn: table.TableArn}
	for {
		page, err := p.Client.ListTagsOfResource(ctx, input, p.patient())
		if unknownOperation(err) {
			return true, nil // Amazon's engine for one machine knows no tags
		}
		if err != nil {
			return false, err
		}
		owner := slices.IndexFunc(page.Tags, func(t types.Tag) bool { return aws.ToString(t.Key) == tenantTag })
		switch {
		case owner >= 0 && aws.ToString(page.Tags[owner].Value) == ref.TenantID:
			return true, nil
		case owner >= 0:
			return false, fmt.Errorf("the table is tagged as that of tenant %s, not %s", aws.ToString(page.Tags[owner].Value), ref.TenantID)
		case page.NextToken == nil:
			return false, nil
		}
		input.NextToken = page.NextToken
	}
}

func unknownOperation(err error) bool {
	var refused smithy.APIError
	return errors.As(err, &refused) && refused.ErrorCode() == "UnknownOperationException"
}
