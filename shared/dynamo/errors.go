package dynamo

import (
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// conditionFailed reports whether err says that a condition did not hold:
// somebody was quicker.
func conditionFailed(err error) bool {
	var failed *types.ConditionalCheckFailedException
	return errors.As(err, &failed)
}

// changed turns a failed condition, or a clash of two transactions, into the
// domain's Changed; other errors pass.
func changed(err error) error {
	if err == nil {
		return nil
	}
	if conditionFailed(err) || len(failedConditions(err)) > 0 || transactionClash(err) {
		return &wall.Error{Code: wall.Changed, Message: "somebody else changed this at the same time", Cause: err}
	}
	return err
}

// failedConditions lists the elements of a cancelled transaction whose
// conditions did not hold.
func failedConditions(err error) []int {
	var cancelled *types.TransactionCanceledException
	if !errors.As(err, &cancelled) {
		return nil
	}
	var failed []int
	for i, reason := range cancelled.CancellationReasons {
		if reason.Code != nil && *reason.Code == "ConditionalCheckFailed" {
			failed = append(failed, i)
		}
	}
	return failed
}

// transactionClash reports whether another request was at the same items.
func transactionClash(err error) bool {
	var conflict *types.TransactionConflictException
	if errors.As(err, &conflict) {
		return true
	}
	var cancelled *types.TransactionCanceledException
	if !errors.As(err, &cancelled) {
		return false
	}
	for _, reason := range cancelled.CancellationReasons {
		if reason.Code != nil && *reason.Code == "TransactionConflict" {
			return true
		}
	}
	return false
}
