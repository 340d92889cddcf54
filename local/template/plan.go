package template

import (
	"time"

	"github.com/hashmytag/hashmytag/local/iam"
)

// Plan is a resolved template: all that the local platform runs.
type Plan struct {
	Functions []Function
	Queues    []Queue
	Tables    []Table
	Roles     []iam.Role // that functions may assume
	Schedules []Schedule
	API       API
	Outputs   map[string]string
	// PagePolicies are the Content-Security-Policies that CloudFront sends, by the id of their headers policy.
	PagePolicies map[string]string
	Ignored      []string // resources of types that have no local counterpart
}

// Function is a Lambda function.
type Function struct {
	ID          string // logical id in the template
	Name        string // deployed name
	ARN         string
	Folder      string // under functions/, from CodeUri
	Timeout     time.Duration
	Memory      int // MB
	Concurrency int // reserved; 0 when the template sets none
	Environment map[string]string
	Role        iam.Role // what it runs as
	Sources     []Source
}

// Source is a queue whose messages a function receives in batches.
type Source struct {
	QueueARN       string
	BatchSize      int
	Window         time.Duration
	Concurrency    int // 0 when the template sets none
	PartialFailure bool
}

// Queue is an SQS queue.
type Queue struct {
	ID, Name, ARN, URL string
	Attributes         map[string]string // as CreateQueue takes them
}

// Table is a DynamoDB table, on demand, with string keys.
type Table struct {
	ID, Name    string
	Hash, Range string
	TTL         string // attribute; empty when off
}

// Schedule sends a function its input again and again.
type Schedule struct {
	FunctionID string
	Expression string
	Input      string
}

// API is the HTTP API. There is one.
type API struct {
	Routes []Route
	CORS   *CORS
}

// Route is a route with the function behind it.
type Route struct {
	Key        string // "GET /v1/wall"
	FunctionID string
	Timeout    time.Duration // of the integration
	Authorizer *Authorizer   // nil when open
	Scopes     []string      // of which a token needs one; empty for any token
}

// Authorizer is a REQUEST authorizer with simple responses, or one of JSON web tokens.
type Authorizer struct {
	Name       string
	FunctionID string
	Identity   []string // "$request.querystring.key"
	TTL        time.Duration
	JWT        *JWT // nil for a REQUEST authorizer
}

// JWT says which tokens an authorizer accepts.
type JWT struct {
	Issuer   string
	Audience []string
}

// CORS is what the API answers to browsers by itself.
type CORS struct {
	AllowOrigins, AllowMethods, AllowHeaders, ExposeHeaders []string
	AllowCredentials                                        bool
	MaxAge                                                  int // seconds
}

// Function finds a function by its logical id.
func (p *Plan) Function(id string) (Function, bool) {
	for _, function := range p.Functions {
		if function.ID == id {
			return function, true
		}
	}
	return Function{}, false
}

// Callers are the functions' roles by logical id, which is also the access key that a function signs with locally.
func (p *Plan) Callers() map[string]iam.Role {
	callers := make(map[string]iam.Role, len(p.Functions))
	for _, function := range p.Functions {
		callers[function.ID] = function.Role
	}
	return callers
}

// Queue finds a queue by its ARN.
func (p *Plan) Queue(arn string) (Queue, bool) {
	for _, queue := range p.Queues {
		if queue.ARN == arn {
			return queue, true
		}
	}
	return Queue{}, false
}
