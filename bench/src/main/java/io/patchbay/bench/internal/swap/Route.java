package io.patchbay.bench.internal.swap;

import io.patchbay.api.provider.Secret;
import io.patchbay.api.session.LineChoice;
import io.patchbay.bench.internal.edge.WorkerProcess;
import io.patchbay.bench.internal.floor.BareRelay;
import io.patchbay.bench.internal.swap.plugs.PipePlug;
import io.patchbay.bench.internal.swap.plugs.PlainPlug;
import io.patchbay.net.relay.RelayTokens;
import java.net.URI;
import java.util.Optional;

/**
 * How calls reach the model: by which transport they prefer to, and through what. On the run's
 * thread.
 */
final class Route implements AutoCloseable {

    private static final String CLOUDFLARE = "cloudflare";

    private final Peer peer;
    private final SwapPlan plan;
    private final Secret secret = RelayTokens.newSecret();

    /** The relay, where there is one. */
    private AutoCloseable relay = () -> {};

    private int port;

    private Route(Peer peer, SwapPlan plan) {
        this.peer = peer;
        this.plan = plan;
    }

    /** The route with its relay up. */
    static Route to(Peer peer, SwapPlan plan) {
        Route route = new Route(peer, plan);
        route.restart();
        return route;
    }

    /** How a call prefers to reach the model, and what it can do instead. */
    Call.Lines lines(String call, boolean fallback) {
        URI direct = peer.uri(call);
        LineChoice.Builder plain =
                LineChoice.builder()
                        .provider(PlainPlug.NAME)
                        .url(URI.create(direct + "&" + PeerLine.PLAIN))
                        .key("bench");
        if (plan.line() == SwapPlan.Line.WEBSOCKET) {
            return new Call.Lines(
                    LineChoice.builder().url(direct).key("bench").build(),
                    LineChoice.builder().transport(PipePlug.NAME).url(direct).key("bench").build(),
                    plain.build(),
                    fallback);
        }
        return new Call.Lines(
                home(call, direct),
                LineChoice.builder()
                        .url(URI.create(direct + "&" + PeerLine.AWAY))
                        .key("bench")
                        .build(),
                plain.transport(CLOUDFLARE).build(),
                fallback);
    }

    private LineChoice home(String call, URI direct) {
        LineChoice.Builder home = LineChoice.builder().transport(CLOUDFLARE);
        return switch (plan.line()) {
            case RELAY ->
                    home.url(
                                    URI.create(
                                            direct.toString()
                                                    .replace(
                                                            ":" + direct.getPort() + "/",
                                                            ":" + port + "/")))
                            .key("bench")
                            .build();
            // the worker lets no other parameter through than the model, for which the token is
            case WORKERD ->
                    home.url(
                                    URI.create(
                                            "ws://127.0.0.1:"
                                                    + port
                                                    + direct.getPath()
                                                    + "?model="
                                                    + call))
                            .credentials(RelayTokens.builder(secret).model(call).build())
                            .build();
            default -> home.url(direct).key("bench").build();
        };
    }

    /** Whether there is a relay, which can be killed. */
    boolean relayed() {
        return plan.relayed();
    }

    /** The relay is gone, with all that goes through it. */
    void kill() {
        close();
    }

    /** The relay is back where it was. */
    void restart() {
        if (plan.line() == SwapPlan.Line.RELAY) {
            BareRelay started = BareRelay.start(port, peer.uri(""));
            port = started.port();
            relay = started;
        } else if (plan.line() == SwapPlan.Line.WORKERD) {
            URI provider = URI.create(peer.uri("").toString().replaceFirst("\\?.*", ""));
            WorkerProcess started = WorkerProcess.start(provider, secret, port, Optional.empty());
            port = started.port();
            relay = started;
        }
    }

    @Override
    public void close() {
        try {
            relay.close();
        } catch (Exception e) {
            throw new IllegalStateException("the relay does not end", e);
        }
        relay = () -> {};
    }
}
