package dynamo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// The items of a budget: a counter, or a set of names.
const (
	counterSK = "counter"
	claimsSK  = "claims"
)

func budgetPK(name string) string { return "B#" + name }

// TakeBudget counts up to want on a counter whose sum never exceeds limit, and
// answers how much it counted: 0 when less than least is left.
func (r *Registry) TakeBudget(ctx context.Context, counter string, want, least, limit int64, expires time.Time) (int64, error) {
	want = min(want, limit)
	for want > 0 && want >= least {
		_, err := r.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
			TableName: &r.table, Key: key(budgetPK(counter), counterSK),
			UpdateExpression:    aws.String("ADD spent :want SET expiresAt = :expires"),
			ConditionExpression: aws.String("attribute_not_exists(pk) OR spent <= :room"),
			ExpressionAttributeValues: item{
				":want": number(want), ":room": number(limit - want), ":expires": number(seconds(expires)),
			},
			ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
		})
		if err == nil {
			return want, nil
		}
		spent, known := spentBefore(err)
		if !known {
			return 0, fmt.Errorf("take from budget %s: %w", counter, err)
		}
		want = min(want, limit-spent)
	}
	return 0, nil
}

// spentBefore reads the counter out of the error of a failed condition.
func spentBefore(err error) (int64, bool) {
	var failed *types.ConditionalCheckFailedException
	if !errors.As(err, &failed) || failed.Item == nil {
		return 0, false
	}
	var spent int64
	return spent, attributevalue.Unmarshal(failed.Item["spent"], &spent) == nil
}

// AdjustBudget corrects a counter by what was counted wrongly. A counter whose
// time is over needs no correction.
func (r *Registry) AdjustBudget(ctx context.Context, counter string, by int64) error {
	_, err := r.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &r.table, Key: key(budgetPK(counter), counterSK),
		UpdateExpression:          aws.String("ADD spent :by"),
		ConditionExpression:       aws.String("attribute_exists(pk)"),
		ExpressionAttributeValues: item{":by": number(by)},
	})
	if err != nil && !conditionFailed(err) {
		return fmt.Errorf("adjust budget %s: %w", counter, err)
	}
	return nil
}

type claimsItem struct {
	Until     map[string]int64 `dynamodbav:"until"`
	Rev       int64            `dynamodbav:"rev"`
	ExpiresAt int64            `dynamodbav:"expiresAt"`
}

// Claims reads a set of names and until when each is taken, consistently. A set
// that was never saved is empty, of revision 0.
func (r *Registry) Claims(ctx context.Context, set string) (until map[string]time.Time, rev int64, err error) {
	it, err := r.get(ctx, budgetPK(set), claimsSK)
	if err != nil || it == nil {
		return nil, 0, err
	}
	var in claimsItem
	if err := unmarshal(it, &in); err != nil {
		return nil, 0, err
	}
	until = make(map[string]time.Time, len(in.Until))
	for name, at := range in.Until {
		until[name] = fromSeconds(at)
	}
	return until, in.Rev, nil
}

// SaveClaims replaces the set of that revision; Changed when it has another.
func (r *Registry) SaveClaims(ctx context.Context, set string, until map[string]time.Time, rev int64) error {
	in := claimsItem{Until: make(map[string]int64, len(until)), Rev: rev + 1}
	for name, at := range until {
		in.Until[name] = seconds(at)
		in.ExpiresAt = max(in.ExpiresAt, seconds(at))
	}
	it, err := marshal(budgetPK(set), claimsSK, in)
	if err != nil {
		return err
	}
	_, err = r.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &r.table, Item: it,
		ConditionExpression:       aws.String("attribute_not_exists(pk) OR rev = :rev"),
		ExpressionAttributeValues: item{":rev": number(rev)},
	})
	return changed(err)
}
