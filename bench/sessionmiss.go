package main

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	local "github.com/hashmytag/hashmytag/local/aws"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/scoped"
)

const sessionMisses = 200

// sessionMiss compares a tenant's first request, which takes credentials for
// its table from STS, with the next one. STS answers on this machine: in AWS
// the way to it is added once an hour for each tenant and function environment.
func sessionMiss(ctx context.Context) (row, error) {
	db, t, stop, err := startTenant(ctx, 100)
	if err != nil {
		return row{}, err
	}
	defer stop()
	config, role, closeSTS, err := widgetRights(*db.Options().BaseEndpoint)
	if err != nil {
		return row{}, err
	}
	defer closeSTS()
	var warm func() error
	first := func() (err error) {
		fresh := t
		if fresh.table, err = dynamo.NewTables(scoped.New(config, role)).Open(ctx, t.Ref()); err != nil {
			return err
		}
		warm = wallRequest(ctx, fresh)
		return warm()
	}
	misses, hits, err := inTurns(sessionMisses, first, func() error { return warm() })
	if err != nil {
		return row{}, err
	}
	return row{
		what:     "the same for a tenant whose session must be opened first, p50",
		measured: fmt.Sprintf("%.2f × a warm one (%s : %s), STS on this machine", float64(misses)/float64(hits), misses.Round(time.Microsecond), hits.Round(time.Microsecond)),
		budget:   "shown", kept: true,
	}, nil
}

// widgetRights answers how to reach AWS with the rights of the widget function,
// and the role to assume.
func widgetRights(dynamoDB string) (aws.Config, string, func(), error) {
	address, plan, stop, err := serveAWS(local.Config{DynamoDB: dynamoDB, SQS: dynamoDB})
	return aws.Config{
		Region: region, BaseEndpoint: &address,
		Credentials: credentials.NewStaticCredentialsProvider("WidgetFunction", "bench", ""),
	}, plan.Outputs["TenantReadRoleArn"], stop, err
}
