// Command cost prints what a month on AWS costs with 1, 100, 1,000 and 10,000
// tenants: what each work of the platform takes of DynamoDB is counted on
// Amazon's own engine, the rest follows from usage that is printed with it.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"reflect"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/hashmytag/hashmytag/local/engine"
)

func main() {
	u := usual()
	flag.Float64Var(&u.NewPosts, "new-posts", u.NewPosts, "new posts a day, for each tenant")
	flag.Float64Var(&u.Views, "views", u.Views, "views of each tenant's wall in a month")
	flag.Float64Var(&u.EdgeMB, "view-mb", u.EdgeMB, "megabytes of a view, pictures first")
	flag.Float64Var(&u.Window, "window", u.Window, "seconds over which the fetcher gathers messages")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, u)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "cost:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, u usage) error {
	tools, err := engine.Tools()
	if err != nil {
		return err
	}
	p, err := engine.DynamoDBLocal().Start(ctx, tools)
	if err != nil {
		return err
	}
	defer p.Stop()
	m, err := measure(ctx, dynamodb.New(dynamodb.Options{
		Region: "us-east-1", BaseEndpoint: aws.String(p.URL()),
		Credentials: credentials.NewStaticCredentialsProvider("bench", "bench", ""),
	}))
	if err != nil {
		return err
	}
	printCounted(m)
	printBills(m, u)
	return nil
}

func printCounted(m measured) {
	fmt.Print("| work | read units | write units |\n|---|---|---|\n")
	for _, w := range []struct {
		name string
		units
	}{
		{"dispatch, a tenant and tick", m.dispatch}, {"sync, no feed due", m.idle}, {"sync, feeds due and nothing new", m.asked},
		{"and for each of these feeds", m.call}, {"and for a new post", m.newPost}, {"a wall, its key's look-up included", m.wall},
		{"a visitor's events, counted alone", m.events},
	} {
		fmt.Printf("| %s | %.2f | %.2f |\n", w.name, w.reads, w.writes)
	}
	fmt.Printf("\nCPU of a sync: %.1f ms\n\n", m.syncCPU.Seconds()*1000)
}

func printBills(m measured, u usage) {
	values := reflect.ValueOf(u)
	fmt.Print("Usage:")
	for i := range values.NumField() {
		fmt.Printf(" %s %v", values.Type().Field(i).Name, values.Field(i))
	}
	sizes := []float64{1, 100, 1000, 10_000}
	fmt.Print("\n\n| $ a month, us-east-1 |")
	var bills [][]line
	for _, n := range sizes {
		fmt.Printf(" %.0f |", n)
		bills = append(bills, bill(m, u, n))
	}
	fmt.Print("\n|---|---|---|---|---|\n")
	for i := range bills[0] {
		printRow(bills[0][i].name, bills, func(b []line, _ float64) float64 { return b[i].dollars }, sizes, 2)
	}
	platform := func(l line) bool { return !visitors[l.name] }
	all := func(line) bool { return true }
	printRow("**The platform**", bills, func(b []line, _ float64) float64 { return total(b, platform) }, sizes, 2)
	printRow("a tenant", bills, func(b []line, n float64) float64 { return total(b, platform) / n }, sizes, 4)
	printRow("**With pictures and visitors**", bills, func(b []line, _ float64) float64 { return total(b, all) }, sizes, 2)
	printRow("a tenant", bills, func(b []line, n float64) float64 { return total(b, all) / n }, sizes, 4)
}

func printRow(name string, bills [][]line, value func([]line, float64) float64, sizes []float64, digits int) {
	fmt.Printf("| %s |", name)
	for i, b := range bills {
		fmt.Printf(" %.*f |", digits, value(b, sizes[i]))
	}
	fmt.Println()
}
