package io.patchbay.bench.internal.client;

import io.patchbay.bench.internal.client.Plan.Step;
import io.patchbay.bench.internal.floor.BareSocket;
import io.patchbay.bench.internal.floor.LeanReceiver;
import io.patchbay.bench.internal.floor.StreamingReceiver;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** A whole run: every measurement with its floors in turn, round by round. */
public final class ClientRun {

    private static final int THREADS = 2;

    private final URI uri;
    private final Plan plan;
    private final Consumer<String> progress;
    private final Results results = new Results();
    private final Rounds rounds;

    /**
     * A run against this server.
     *
     * @param progress gets a line when something begins
     */
    public ClientRun(URI uri, Plan plan, Consumer<String> progress) {
        this.uri = uri;
        this.plan = plan;
        this.progress = progress;
        this.rounds = new Rounds(plan, progress, results);
    }

    /**
     * Measures.
     *
     * @throws BenchException when the server does not play along
     */
    public Results run() {
        try (SessionClient session = new SessionClient(THREADS);
                BareSocket.Loops loops = new BareSocket.Loops(THREADS, session.epoll());
                BareClient lean =
                        new BareClient("lean", "floor (a) lean", loops, LeanReceiver::new);
                BareClient streaming =
                        new BareClient(
                                "streaming", "floor (b) Jackson", loops, StreamingReceiver::new)) {
            boolean plain = "ws".equals(uri.getScheme());
            boolean ours = false;
            try (Control control = plain ? Control.open(lean, uri) : null) {
                if (control != null && control.present()) {
                    ours = true;
                    step(Step.INBOUND, () -> inbound(List.of(session, lean, streaming)));
                    step(Step.SEND, () -> sending(session, lean, control));
                    step(Step.LATENCY, () -> latency(List.of(session, lean)));
                    step(Step.IDLE, () -> idle(List.of(session, lean), plan.idleSessions()));
                    step(Step.HISTORY, () -> history(session));
                    step(Step.TOOLS, () -> tools(session, control));
                    step(Step.TLS, () -> new TlsRun(plan, progress, results).run(THREADS));
                }
            }
            if (!ours) {
                foreign(session, plain ? List.of(session, lean) : List.of(session));
            }
        }
        Targets.compare(results, plan);
        return results;
    }

    private void step(Step step, Runnable measure) {
        if (plan.steps().contains(step)) {
            measure.run();
        }
    }

    private void inbound(List<Client> clients) {
        progress.accept("inbound audio, " + plan.events() + " events a round");
        Inbound inbound = new Inbound(uri, plan.events());
        rounds.run(
                clients.stream()
                        .map(
                                client ->
                                        new Rounds.Turn(
                                                "inbound." + client.id(),
                                                "inbound 20 ms event, " + client.name(),
                                                () -> inbound.measure(client)))
                        .toList());
    }

    private void sending(SessionClient session, BareClient bare, Control control) {
        progress.accept("sendAudio, " + plan.chunks() + " chunks a round");
        Sending sending = new Sending(uri, plan.chunks());
        control.reset();
        rounds.run(sending.turns(session, bare));
        JsonNode stats = control.stats();
        double each =
                stats.path("append_characters").asDouble(0)
                        / Math.max(1, stats.path("appends").asDouble(0));
        results.add("send.characters", "base64 characters a chunk, as the server saw", "", each);
    }

    private void latency(List<Client> clients) {
        Latency latency = new Latency(uri, plan.pacedEvents());
        for (int sessions : new int[] {1, plan.sessions()}) {
            progress.accept(
                    "latency, " + sessions + " session(s), " + plan.seconds() + " s a round");
            for (int round = -1; round < plan.rounds(); round++) {
                for (Client client : clients) {
                    Latency.Round found = latency.measure(client, sessions);
                    progress.accept(Rounds.line(round, client.name() + " p50 us", found.p50()));
                    if (round >= 0) {
                        keep(client, sessions, found);
                    }
                }
            }
        }
    }

    private void keep(Client client, int sessions, Latency.Round found) {
        String id = "latency." + sessions + "." + client.id();
        String name = ", " + sessions + " session(s), " + client.name();
        results.add(id + ".p50", "socket to listener p50" + name, "us", found.p50());
        results.add(id + ".p99", "socket to listener p99" + name, "us", found.p99());
        results.add(id + ".cpu", "paced event" + name, "CPU us", found.cpu());
        results.add(id + ".held", "held" + name, "sessions", found.held());
    }

    private void idle(List<? extends Client> clients, int sessions) {
        progress.accept("connects and idle memory, " + sessions + " sessions");
        Idle idle = new Idle(uri, sessions);
        for (int round = -1; round < plan.rounds(); round++) {
            for (Client client : clients) {
                Idle.Round found = idle.measure(client);
                progress.accept(Rounds.line(round, client.name() + " kB heap", found.heap() / 1e3));
                if (round >= 0) {
                    keep(client, found);
                }
            }
        }
    }

    private void keep(Client client, Idle.Round found) {
        String id = "idle." + client.id();
        String name = ", " + client.name();
        results.add(id + ".connect", "connect" + name, "CPU us", found.connectCpu());
        results.add(id + ".wall", "connect, time" + name, "us", found.connectWall());
        results.add(id + ".heap", "live heap per idle session" + name, "kB", found.heap() / 1e3);
        if (!Double.isNaN(found.resident())) {
            results.add(id + ".rss", "RSS per idle session" + name, "kB", found.resident() / 1e3);
        }
        results.add(id + ".held", "idle held" + name, "sessions", found.held());
    }

    private void history(SessionClient session) {
        progress.accept("history items, " + plan.items() + " a round");
        Conversations conversations = new Conversations(uri);
        for (int round = -plan.warmUps(); round < plan.rounds(); round++) {
            for (int length : turned(plan.lengths(), round)) {
                double value = conversations.item(session, length, plan.items());
                progress.accept(Rounds.line(round, "item at " + length, value));
                if (round >= 0) {
                    results.add("item." + length, "history item at " + length, "CPU us", value);
                }
            }
        }
    }

    /** Each round begins with another one, so that none is always the first after the others. */
    private static List<Integer> turned(List<Integer> lengths, int round) {
        List<Integer> turned = new ArrayList<>(lengths);
        Collections.rotate(turned, round);
        return turned;
    }

    private void tools(SessionClient session, Control control) {
        progress.accept("tool calls, " + plan.calls() + " a round");
        Conversations conversations = new Conversations(uri);
        for (int round = -plan.warmUps(); round < plan.rounds(); round++) {
            for (int length : turned(plan.lengths(), round)) {
                control.reset();
                double value = conversations.call(session, length, plan.calls());
                JsonNode stats = control.stats();
                progress.accept(Rounds.line(round, "tool call at " + length, value));
                if (round >= 0) {
                    String name = "tool call at " + length;
                    results.add("call." + length, name, "CPU us", value);
                    results.add(
                            "call." + length + ".p50",
                            name + ", round trip p50",
                            "us",
                            stats.path("call_p50_us").asDouble(0));
                    results.add(
                            "call." + length + ".p99",
                            name + ", round trip p99",
                            "us",
                            stats.path("call_p99_us").asDouble(0));
                }
            }
        }
    }

    private void foreign(SessionClient session, List<? extends Client> clients) {
        progress.accept("no load server there: measuring what any server allows");
        idle(clients, plan.sessions());
        ForeignServer server = new ForeignServer(uri, plan.sessions());
        for (int round = -1; round < plan.rounds(); round++) {
            progress.accept("answers and sending, " + plan.sessions() + " sessions");
            ForeignServer.Answers answers = server.answers(session);
            double sending = server.sending(session, plan.seconds());
            if (round >= 0) {
                results.add(
                        "answer.chunks",
                        "chunks of sound in all answers",
                        "chunks",
                        answers.chunks());
                if (answers.chunks() > 0) {
                    results.add(
                            "answer.cpu",
                            "chunk of an answer at the server's pace, all work included",
                            "CPU us",
                            answers.cpu());
                }
                results.add(
                        "send.paced",
                        "sendAudio 20 ms in real time, wake-ups included",
                        "CPU us",
                        sending);
            }
        }
        List.of(
                        "inbound audio flat out and its floors (needs bench.flood)",
                        "sendAudio flat out and its floor (needs bench.acknowledge)",
                        "latency from socket to listener (needs the time in the sound)",
                        "cost of history items and tool calls (needs bench.items, bench.calls)",
                        "TLS beside bare Netty (needs a load server of this machine)")
                .forEach(results::notMeasured);
    }
}
