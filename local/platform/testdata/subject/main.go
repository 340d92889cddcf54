// All the functions of a platform under test, in one: each does what its deployed name says.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

func main() {
	_, name, _ := strings.Cut(lambdacontext.FunctionName, "local-")
	lambda.Start(map[string]any{
		"AuthorizerFunction":  authorize,
		"DashboardFunction":   answer,
		"WidgetFunction":      answer,
		"DispatcherFunction":  dispatch,
		"FetcherFunction":     receive,
		"ProvisionerFunction": receive,
	}[name])
}

func authorize(_ context.Context, request events.APIGatewayV2CustomAuthorizerV2Request) (events.APIGatewayV2CustomAuthorizerSimpleResponse, error) {
	fmt.Println("asked about", request.IdentitySource[0])
	return events.APIGatewayV2CustomAuthorizerSimpleResponse{
		IsAuthorized: request.IdentitySource[0] == "good",
		Context:      map[string]any{"tenantId": "t1"},
	}, nil
}

func answer(_ context.Context, request events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	query := request.QueryStringParameters
	switch query["do"] {
	case "exit":
		os.Exit(1)
	case "sleep":
		time.Sleep(time.Hour)
	}
	body, err := json.Marshal(map[string]any{
		"route": request.RouteKey, "tenant": request.RequestContext.Authorizer.Lambda["tenantId"], "variable": os.Getenv(query["variable"]),
	})
	return events.APIGatewayV2HTTPResponse{StatusCode: 200, Body: string(body)}, err
}

// dispatch sends one message for the tick, to be received by the fetcher.
func dispatch(ctx context.Context, event struct{ Time time.Time }) error {
	settings, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return err
	}
	_, err = sqs.NewFromConfig(settings).SendMessage(ctx, &sqs.SendMessageInput{
		QueueUrl: aws.String(os.Getenv("SYNC_QUEUE_URL")), MessageBody: aws.String("tick " + event.Time.Format(time.RFC3339)),
	})
	return err
}

// receive prints what it gets. The message "die" kills the process, the first time it comes.
func receive(_ context.Context, event events.SQSEvent) (events.SQSEventResponse, error) {
	bodies := make([]string, len(event.Records))
	for i, record := range event.Records {
		bodies[i] = record.Body + " #" + record.Attributes["ApproximateReceiveCount"]
		if bodies[i] == "die #1" {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		}
	}
	fmt.Printf("received %d: %s.\n", len(bodies), strings.Join(bodies, ", "))
	return events.SQSEventResponse{BatchItemFailures: []events.SQSBatchItemFailure{}}, nil
}
