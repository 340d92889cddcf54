package main

import (
	"context"
	"crypto/rand"
	"hash/crc32"
	"net/http/httptest"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	local "github.com/hashmytag/hashmytag/local/aws"
	"github.com/hashmytag/hashmytag/local/engine"
	"github.com/hashmytag/hashmytag/local/template"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// start starts an engine for one measurement.
func start(ctx context.Context, e engine.Engine) (aws.Config, func(), error) {
	tools, err := engine.Tools()
	if err != nil {
		return aws.Config{}, nil, err
	}
	p, err := e.Start(ctx, tools)
	if err != nil {
		return aws.Config{}, nil, err
	}
	return aws.Config{
		Region: region, BaseEndpoint: aws.String(p.URL()),
		Credentials: credentials.NewStaticCredentialsProvider("bench", "bench", ""),
	}, p.Stop, nil
}

func startDynamoDB(ctx context.Context) (*dynamodb.Client, func(), error) {
	cfg, stop, err := start(ctx, engine.Dynoxide(""))
	return dynamodb.NewFromConfig(cfg), stop, err
}

// spread are engines that share tenants' tables by their names.
type spread []*dynamodb.Client

func spreadOver(ctx context.Context, engines int) (spread, func(), error) {
	var all spread
	var stops []func()
	stop := func() {
		for _, stop := range stops {
			stop()
		}
	}
	for range engines {
		client, stopOne, err := startDynamoDB(ctx)
		if err != nil {
			stop()
			return nil, nil, err
		}
		all, stops = append(all, client), append(stops, stopOne)
	}
	return all, stop, nil
}

// DynamoDB is the client of the engine that has the table.
func (s spread) DynamoDB(_ context.Context, ref wall.TableRef) (*dynamodb.Client, error) {
	return s[crc32.ChecksumIEEE([]byte(ref.Table))%uint32(len(s))], nil
}

func startSQS(ctx context.Context) (*sqs.Client, func(), error) {
	cfg, stop, err := start(ctx, engine.Fauxqs())
	return sqs.NewFromConfig(cfg), stop, err
}

const (
	region  = "us-east-1"
	account = "000000000000"
)

// serveAWS serves AWS's calls within the rights that the template gives each
// function, as `hashmytag local` does.
func serveAWS(config local.Config) (address string, plan *template.Plan, stop func(), err error) {
	read, err := template.Read("template.yaml")
	if err != nil {
		return "", &template.Plan{}, nil, err
	}
	tablesOfBench := map[string]string{"TenantTablePrefix": "tenant_"}
	plan, err = read.Resolve(template.Stack{Name: "bench", Region: region, Account: account}, tablesOfBench)
	if err != nil {
		return "", &template.Plan{}, nil, err
	}
	config.Region, config.Account, config.Callers, config.Roles = region, account, plan.Callers(), plan.Roles
	services, err := local.New(config)
	if err != nil {
		return "", plan, nil, err
	}
	server := httptest.NewServer(services)
	return server.URL, plan, server.Close, nil
}

func name(prefix string) string { return prefix + "_" + strings.ToLower(rand.Text()[:10]) }
