// The peer of the comparison of speed: gRPC's own C++ server, which answers RecordsService/DescribeRegisters.
//
//   grpc_peer CERTIFICATE KEY TOKEN-FILE MESSAGE-FILE [THREADS]
//
// MESSAGE-FILE holds a serialised DescribeRegistersResponse, with which every call is answered, and TOKEN-FILE the one token
// that callers may show. It listens on a free port of 127.0.0.1, prints the port on a line, and serves until it is killed.
//
// It is written as gRPC's asynchronous example is: each thread has a completion queue and enough outstanding requests on it,
// so that no call waits to be taken. It does what lm2d does for such a call: the request is read, the caller is
// looked up by the token, and the answer is serialised anew from message objects.

#include <grpcpp/grpcpp.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_set>
#include <vector>

#include "lm2/v1/record.grpc.pb.h"

namespace {

using lm2::v1::DescribeRegistersRequest;
using lm2::v1::DescribeRegistersResponse;
using lm2::v1::RecordsService;

// More than the load ever has in flight, on each queue.
constexpr int kOutstandingRequests = 256;
constexpr int kDefaultThreads = 2;

// The values of `authorization` that are let in.
using Tokens = std::unordered_set<std::string_view>;

// What is the same for all calls of a queue.
struct Shared {
    RecordsService::AsyncService& service;
    grpc::ServerCompletionQueue& queue;
    const Tokens& tokens;
    // Each queue has its own: serialising notes sizes in the message, and threads that did so in one would slow each other.
    const DescribeRegistersResponse& response;
};

// One call, and after its end the next: its address is the tag on the queue.
class Call {
public:
    explicit Call(const Shared& shared) : shared_(shared) { Await(); }

    // Goes on with what the queue says has happened. False once the server shuts down.
    bool Proceed(bool ok) {
        switch (state_) {
            case State::kAwaiting:
                if (!ok) return false;
                Answer();
                return true;
            case State::kFinishing:
                // Whether or not the answer reached the caller, the call is over.
                Await();
                return true;
        }
        return false;
    }

private:
    enum class State { kAwaiting, kFinishing };

    // What gRPC needs for one call.
    struct Exchange {
        grpc::ServerContext context;
        grpc::ServerAsyncResponseWriter<DescribeRegistersResponse> responder{&context};
    };

    void Await() {
        state_ = State::kAwaiting;
        // A context serves one call; the request is read over the one before, whose memory it uses.
        exchange_.emplace();
        shared_.service.RequestDescribeRegisters(
            &exchange_->context, &request_, &exchange_->responder, &shared_.queue, &shared_.queue, this);
    }

    void Answer() {
        state_ = State::kFinishing;
        if (!IsAuthenticated()) {
            exchange_->responder.FinishWithError(
                grpc::Status(grpc::StatusCode::UNAUTHENTICATED, "no such token"), this);
            return;
        }
        exchange_->responder.Finish(shared_.response, grpc::Status::OK, this);
    }

    bool IsAuthenticated() const {
        const auto& metadata = exchange_->context.client_metadata();
        const auto found = metadata.find("authorization");
        if (found == metadata.end()) return false;
        return shared_.tokens.count(std::string_view(found->second.data(), found->second.size())) > 0;
    }

    const Shared& shared_;
    State state_ = State::kAwaiting;
    DescribeRegistersRequest request_;
    std::optional<Exchange> exchange_;
};

// Serves the calls of one queue.
void Serve(const Shared& shared) {
    std::vector<std::unique_ptr<Call>> calls;
    calls.reserve(kOutstandingRequests);
    for (int i = 0; i < kOutstandingRequests; i++) calls.push_back(std::make_unique<Call>(shared));
    void* tag = nullptr;
    bool ok = false;
    while (shared.queue.Next(&tag, &ok)) {
        if (!static_cast<Call*>(tag)->Proceed(ok)) return;
    }
}

[[noreturn]] void Fail(const std::string& sentence) {
    std::cerr << "grpc_peer: " << sentence << "\n";
    std::exit(1);
}

std::string Contents(const char* path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) Fail(std::string(path) + " can't be read");
    return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 5 && argc != 6) Fail("usage: grpc_peer CERTIFICATE KEY TOKEN-FILE MESSAGE-FILE [THREADS]");
    const int threads = argc == 6 ? std::atoi(argv[5]) : kDefaultThreads;
    if (threads < 1 || threads > 64) Fail("THREADS is from 1 to 64");

    std::string token = Contents(argv[3]);
    while (!token.empty() && token.back() == '\n') token.pop_back();
    const std::string authorization = "Bearer " + token;
    const Tokens tokens{authorization};

    const std::string serialised = Contents(argv[4]);
    std::vector<DescribeRegistersResponse> responses(threads);
    for (auto& response : responses) {
        if (!response.ParseFromString(serialised)) Fail(std::string(argv[4]) + " is no DescribeRegistersResponse");
    }

    grpc::SslServerCredentialsOptions tls;
    tls.pem_key_cert_pairs.push_back({Contents(argv[2]), Contents(argv[1])});

    RecordsService::AsyncService service;
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(tls), &port);
    builder.RegisterService(&service);
    std::vector<std::unique_ptr<grpc::ServerCompletionQueue>> queues;
    for (int i = 0; i < threads; i++) queues.push_back(builder.AddCompletionQueue());
    const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
    if (!server || port == 0) Fail("it can't listen");

    std::vector<Shared> shared;
    shared.reserve(threads);
    for (int i = 0; i < threads; i++) shared.push_back(Shared{service, *queues[i], tokens, responses[i]});
    std::vector<std::thread> workers;
    for (const auto& one : shared) workers.emplace_back([&one] { Serve(one); });

    std::printf("%d\n", port);
    std::fflush(stdout);
    for (auto& worker : workers) worker.join();
    return 0;
}
