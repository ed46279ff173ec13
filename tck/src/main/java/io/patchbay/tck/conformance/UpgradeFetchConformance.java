package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;

import io.patchbay.net.TlsSettings;
import io.patchbay.net.fetch.UpgradeFetch;
import io.patchbay.net.fetch.UpgradeResponse;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.http.HttpServerConfig;
import io.patchbay.net.http.IncomingRequest;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketUpgrade;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Whether an {@link UpgradeFetch} and its streams keep their contract. The kit brings a real server
 * on this machine, and loops.
 */
@Contract({UpgradeFetch.class, UpgradeResponse.class})
@ExtendWith(WhereItStands.class)
public abstract class UpgradeFetchConformance extends FetchStreaming {

    private static final Duration SHORT = Duration.ofMillis(300);

    /** For those who extend it. */
    protected UpgradeFetchConformance() {}

    /** The fetch; the same each time, or a new one. */
    @Override
    protected abstract UpgradeFetch fetch();

    /** The server that it is tried with; default: HTTP/1.1 without TLS on 127.0.0.1. */
    @Override
    protected HttpServerConfig.Builder server() {
        return HttpServerConfig.builder().host("127.0.0.1").port(0);
    }

    /** Whom the requests trust, where the server has TLS; its name is {@code localhost}. */
    @Override
    protected TlsSettings trust() {
        return TlsSettings.defaults();
    }

    /** Whether the bodies of refusals come through; default: yes. Some platforms drop them. */
    @Override
    protected boolean keepsBodies() {
        return true;
    }

    /** How long the kit waits for what should happen; default: a minute. */
    @Override
    protected Duration patience() {
        return Duration.ofMinutes(1);
    }

    // ---- asking

    @Test
    void it_has_a_name() {
        String name = fetch().name();
        require(
                name.matches("[a-z0-9.-]+") && name.equals(fetch().name()),
                "a fetch has a name in lower case, always the same",
                () -> Finding.brief(name),
                "choose one word");
    }

    @Test
    void the_request_arrives_as_it_is() throws Exception {
        ask(asking("/echo").header("x-twice", "first").header("x-twice", "second").build(), loop());
        IncomingRequest came = next(requests);
        require(
                came != null
                        && came.query().equals("key=" + QUERY)
                        && came.headers().all("authorization").equals(List.of("Bearer " + TOKEN))
                        && came.headers().all("x-twice").equals(List.of("first", "second"))
                        && came.headers()
                                .all("sec-websocket-protocol")
                                .toString()
                                .contains("other"),
                "path, query and headers go through as they are, repeated ones too",
                () -> "what came: " + came + (came == null ? "" : " with " + came.headers()),
                "copy them all, and change nothing");
    }

    @Test
    void an_agreement_has_status_headers_and_stream() {
        UpgradeResponse answer = answer("/terms", loop());
        boolean agreed =
                answer.version() == UpgradeResponse.Version.HTTP_1_1
                        ? answer.status() == 101
                        : answer.status() / 100 == 2;
        require(
                agreed
                        && (answer.bytes() == null) != (answer.messages() == null)
                        && answer.headers()
                                .first("sec-websocket-protocol")
                                .equals(java.util.Optional.of("realtime")),
                "an agreement is 101, or 2xx over HTTP/2, with the chosen subprotocol among the"
                        + " headers, and one stream",
                () -> answer + " with " + answer.headers(),
                "answer UpgradeResponse.upgraded with what the server said");
        new FetchProbe(answer, loop()).abort();
    }

    @Test
    void a_refusal_has_status_headers_and_body() {
        UpgradeResponse answer = answer("/refusal", loop());
        String body = new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8);
        require(
                answer.status() == 429
                        && answer.bytes() == null
                        && answer.messages() == null
                        && (!keepsBodies() || body.contains("down")),
                "a refusal is an answer like others: status and body, no stream",
                () -> answer + " with the body " + Finding.brief(body),
                "answer UpgradeResponse.refused");
    }

    @Test
    void a_long_body_of_a_refusal_is_cut() {
        Patience.Outcome<UpgradeResponse> outcome =
                waiting().outcome(ask(asking("/long").maxResponseBytes(1_000).build(), loop()));
        UpgradeResponse answer = outcome.value();
        require(
                answer != null
                        && answer.status() == 500
                        && answer.body().length <= 1_000
                        && (!keepsBodies() || answer.body().length > 0),
                "a body is read up to maxResponseBytes, and what is longer is cut",
                () -> outcome + (answer == null ? "" : ", " + answer.body().length + " bytes"),
                "stop to read there");
    }

    @Test
    void redirects_are_not_followed() {
        UpgradeResponse answer = answer("/moved", loop());
        require(
                answer.status() == 302 && elsewhere.get() == 0,
                "a redirect is an answer: credentials go where they were sent, and nowhere else",
                () -> answer + "; the other place was asked " + elsewhere.get() + " times",
                "switch redirects off");
    }

    @Test
    void requests_run_side_by_side() {
        List<CompletableFuture<UpgradeResponse>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(ask(asking("/terms").build(), loop()));
        }
        for (CompletableFuture<UpgradeResponse> each : all) {
            Patience.Outcome<UpgradeResponse> outcome = waiting().outcome(each);
            UpgradeResponse answer = outcome.value();
            require(
                    answer != null,
                    "requests do not wait for each other",
                    outcome::toString,
                    "keep no state of a request in the fetch");
            if (answer != null) {
                new FetchProbe(answer, loop()).abort();
            }
        }
    }

    // ---- when there is no answer

    @Test
    void a_server_that_never_answers_runs_into_the_timeout() {
        Patience.Outcome<UpgradeResponse> outcome =
                waiting().outcome(ask(asking("/pending").timeout(SHORT).build(), loop()));
        require(
                outcome.ended() && outcome.failure() != null,
                "HttpRequest.timeout bounds the wait for the answer",
                outcome::toString,
                "fail the future when the time is over");
    }

    @Test
    void nobody_there_is_a_failure() {
        Patience.Outcome<UpgradeResponse> outcome =
                waiting().outcome(ask(asking(nowhere()).build(), loop()));
        require(
                outcome.failure() != null,
                "a request that reaches nobody fails",
                outcome::toString,
                "fail the future with a ConnectionException");
    }

    private static URI nowhere() {
        return URI.create("http://127.0.0.1:1/");
    }

    @Test
    void a_server_that_goes_away_ends_the_wait() throws Exception {
        CompletableFuture<UpgradeResponse> asked = ask(asking("/pending").build(), loop());
        require(
                next(pending) != null,
                "what is asked arrives at the server",
                () -> "nothing came",
                "send it");
        theServer().close();
        Patience.Outcome<UpgradeResponse> outcome = waiting().outcome(asked);
        require(
                outcome.ended() && (outcome.value() == null || outcome.value().status() >= 500),
                "a connection that ends without an answer is a failure",
                outcome::toString,
                "fail the future");
    }

    @Test
    void cancelling_gives_the_attempt_up() throws Exception {
        CompletableFuture<UpgradeResponse> asked = ask(asking("/pending").build(), loop());
        WebSocketUpgrade upgrade = next(pending);
        if (upgrade == null) {
            throw Finding.of(
                    "what is asked arrives at the server", "nothing came", "send it", null);
        }
        asked.cancel(true);
        FetchServerLine line = new FetchServerLine(false);
        Patience.Outcome<WebSocketConnection> accepted = waiting().outcome(upgrade.accept(line));
        boolean gone = accepted.failure() != null || waiting().until(line.closed::isDone);
        require(
                gone,
                "cancelling drops the connection, and an answer that comes nevertheless",
                () -> "the server, which accepted late, has an open connection",
                "close the connection when the future is cancelled; abort the stream of an answer"
                        + " that nobody takes");
    }

    // ---- secrets

    @Test
    void credentials_show_nowhere() {
        HttpRequest timedOut = asking("/pending").timeout(SHORT).build();
        UpgradeResponse refused = answer("/refusal", loop());
        List<String> shown = new ArrayList<>(List.of(fetch().toString(), refused.toString()));
        for (HttpRequest each : List.of(timedOut, asking(nowhere()).build())) {
            Throwable thrown = waiting().outcome(ask(each, loop())).failure();
            while (thrown != null) {
                shown.add(thrown.toString());
                thrown = thrown.getCause();
            }
        }
        List<String> telling =
                shown.stream()
                        .filter(text -> Stream.of(TOKEN, QUERY).anyMatch(text::contains))
                        .toList();
        require(
                telling.isEmpty(),
                "no header and no query shows in an exception or in toString",
                telling::toString,
                "name host and port alone");
    }
}
