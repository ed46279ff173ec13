package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.Consent;
import io.patchbay.api.session.PendingApproval;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.ToolApprovalDecided.Decision;
import io.patchbay.runtime.internal.tool.Fingerprint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The calls of tools that wait for somebody's consent, functions and MCP tools alike, and the words
 * that hold for ever. Decision, expiry and the end of a call come one after the other: on the loop,
 * where nothing else is said.
 */
final class Approvals {
    /** So many decisions are remembered, for those who decide a second time. */
    private static final int REMEMBERED = 256;

    /** Whose call it is. Called on the loop. */
    interface Asker {
        /**
         * Passes a decision on, where somebody else carries it out.
         *
         * @return when it fails the call waits again, and may be decided again
         */
        default CompletionStage<?> pass(Consent consent) {
            return CompletableFuture.completedFuture(null);
        }

        /** The decision stands, and was told. */
        void decided(Consent consent);

        /** Nobody decided in time, and that was told. */
        void expired();
    }

    /** What became of a question. */
    enum Asked {
        /** It waits; listeners were told, and may have decided by now. */
        ASKED,
        /** The same call waits already, or was decided. */
        KNOWN,
        /** The id stands for another tool or other arguments. */
        CHANGED,
        /** Too much waits. */
        FULL,
        /** The session is over. */
        CLOSED
    }

    private record Key(PendingApproval.Kind kind, String agent, String callId) {
        static Key of(PendingApproval approval) {
            return new Key(approval.kind(), approval.agent(), approval.callId());
        }
    }

    private record Decided(String fingerprint, Decision decision) {}

    private record Owner(String agent, String tool) {}

    private static final class Waiting {
        final PendingApproval approval;
        final String fingerprint;
        final Asker asker;
        SerialLoop.@Nullable Timer expiry;
        @Nullable Decision passing;

        Waiting(PendingApproval approval, String fingerprint, Asker asker) {
            this.approval = approval;
            this.fingerprint = fingerprint;
            this.asker = asker;
        }
    }

    private final SessionCore core;

    // what most sessions never need is made for those that do
    private Map<Key, Waiting> waiting = Map.of();
    private Map<Key, Decided> decided = Map.of();
    private Map<Owner, Consent> standing = Map.of();
    private volatile List<PendingApproval> view = List.of();
    private boolean closed;

    Approvals(SessionCore core) {
        this.core = core;
    }

    /** What waits, oldest first. Any thread. */
    List<PendingApproval> waiting() {
        return view;
    }

    /** The word that holds for every call of a tool by an agent, or null. */
    @Nullable Consent standing(String agent, String tool) {
        return standing.get(new Owner(agent, tool));
    }

    /** Asks for consent. A decision may come before this returns. */
    Asked ask(PendingApproval approval, Asker asker) {
        if (closed) {
            return Asked.CLOSED;
        }
        Key key = Key.of(approval);
        String fingerprint = fingerprint(approval);
        Waiting same = waiting.get(key);
        Decided before = decided.get(key);
        String known = same != null ? same.fingerprint : before != null ? before.fingerprint : null;
        if (known != null) {
            return known.equals(fingerprint) ? Asked.KNOWN : Asked.CHANGED;
        }
        if (waiting.size() >= core.options.tools().maxWaiting()) {
            return Asked.FULL;
        }
        Waiting call = new Waiting(approval, fingerprint, asker);
        if (waiting.isEmpty()) {
            waiting = new LinkedHashMap<>();
        }
        waiting.put(key, call);
        call.expiry =
                core.loop.schedule(() -> expired(call), core.options.tools().approvalExpiry());
        refresh();
        if (core.heard()) {
            core.emit(new SessionEvent.ToolApprovalRequested(core.stamp(), approval));
        } else {
            core.warn(
                    "approval-unheard",
                    "a tool waits for consent, and nobody listens to the session's events");
        }
        return Asked.ASKED;
    }

    private static String fingerprint(PendingApproval approval) {
        String server = approval.serverLabel();
        return Fingerprint.of(
                approval.kind() + (server == null ? "" : " " + server),
                approval.tool(),
                approval.arguments());
    }

    CompletionStage<Consent.Result> decide(String callId, Consent consent) {
        List<Key> found = keys(waiting, callId);
        if (found.isEmpty()) {
            found = keys(decided, callId);
        }
        if (found.size() > 1) {
            return refused(
                    "calls of several agents have the id '"
                            + callId
                            + "'; decide on one of approvals() instead");
        }
        return found.isEmpty() ? unknown(callId) : decide(found.get(0), null, consent);
    }

    private static List<Key> keys(Map<Key, ?> calls, String callId) {
        return calls.keySet().stream().filter(key -> key.callId.equals(callId)).toList();
    }

    CompletionStage<Consent.Result> decide(PendingApproval approval, Consent consent) {
        return decide(Key.of(approval), fingerprint(approval), consent);
    }

    private CompletionStage<Consent.Result> decide(
            Key key, @Nullable String fingerprint, Consent consent) {
        Waiting call = waiting.get(key);
        if (call != null) {
            return changed(fingerprint, call.fingerprint)
                    ? changed(key)
                    : call.passing == null ? pass(key, call, consent) : late(call.passing);
        }
        Decided before = decided.get(key);
        if (before != null) {
            return changed(fingerprint, before.fingerprint) ? changed(key) : late(before.decision);
        }
        return unknown(key.callId);
    }

    private static boolean changed(@Nullable String fingerprint, String known) {
        return fingerprint != null && !fingerprint.equals(known);
    }

    private static CompletionStage<Consent.Result> changed(Key key) {
        return refused(
                "call '"
                        + key.callId
                        + "' waits with another tool or other arguments; decide on what"
                        + " approvals() says now");
    }

    private CompletionStage<Consent.Result> pass(Key key, Waiting call, Consent consent) {
        Decision decision = consent.granted() ? Decision.APPROVED : Decision.REJECTED;
        call.passing = decision;
        CompletableFuture<Consent.Result> result = new CompletableFuture<>();
        CompletionStage<?> passed;
        try {
            passed = call.asker.pass(consent);
        } catch (RuntimeException e) {
            passed = CompletableFuture.failedFuture(e);
        }
        passed.whenComplete(
                (nothing, failure) ->
                        core.onLoop(() -> passed(key, call, consent, failure, result)));
        return result;
    }

    private void passed(
            Key key,
            Waiting call,
            Consent consent,
            @Nullable Throwable failure,
            CompletableFuture<Consent.Result> result) {
        Decision decision = consent.granted() ? Decision.APPROVED : Decision.REJECTED;
        if (waiting.get(key) != call) {
            Decided over = decided.get(key);
            result.complete(
                    new Consent.Result(false, over == null ? Decision.WITHDRAWN : over.decision));
            return;
        }
        call.passing = null;
        if (failure != null) {
            result.completeExceptionally(failure);
            return;
        }
        if (consent.always()) {
            remember(call.approval, consent);
        }
        over(key, call, decision);
        call.asker.decided(consent);
        result.complete(new Consent.Result(true, decision));
        if (consent.always()) {
            others(call.approval, consent);
        }
    }

    private void remember(PendingApproval approval, Consent consent) {
        if (approval.kind() == PendingApproval.Kind.MCP) {
            core.warn(
                    "approval-always-mcp",
                    "a decision for always holds for this one call of an MCP tool only; set the"
                            + " tool's requireApproval instead");
        } else {
            Map<Owner, Consent> more = new HashMap<>(standing);
            more.put(new Owner(approval.agent(), approval.tool()), consent);
            standing = more;
        }
    }

    /** A word for always holds for those that wait already. */
    private void others(PendingApproval first, Consent consent) {
        for (Waiting other : List.copyOf(waiting.values())) {
            PendingApproval approval = other.approval;
            if (first.kind() == PendingApproval.Kind.FUNCTION
                    && approval.kind() == first.kind()
                    && approval.agent().equals(first.agent())
                    && approval.tool().equals(first.tool())) {
                decide(
                        Key.of(approval),
                        null,
                        new Consent(consent.granted(), false, consent.message()));
            }
        }
    }

    private void expired(Waiting call) {
        Key key = Key.of(call.approval);
        if (waiting.get(key) == call && call.passing == null) {
            over(key, call, Decision.EXPIRED);
            call.asker.expired();
        }
    }

    /** The calls for which {@code gone} holds are no more; nobody is asked about them. */
    void withdraw(Predicate<PendingApproval> gone) {
        for (Waiting call : List.copyOf(waiting.values())) {
            Key key = Key.of(call.approval);
            if (gone.test(call.approval) && waiting.get(key) == call) {
                over(key, call, Decision.WITHDRAWN);
            }
        }
    }

    /** The session is over, and with it all that waits; nobody is asked from now on. */
    void close() {
        closed = true;
        withdraw(approval -> true);
        decided = Map.of();
    }

    private void over(Key key, Waiting call, Decision decision) {
        waiting.remove(key);
        if (call.expiry != null) {
            call.expiry.cancel();
            call.expiry = null;
        }
        if (decided.isEmpty()) {
            decided = new LinkedHashMap<>();
        }
        decided.put(key, new Decided(call.fingerprint, decision));
        if (decided.size() > REMEMBERED) {
            decided.remove(decided.keySet().iterator().next());
        }
        refresh();
        if (core.heard()) {
            core.emit(new SessionEvent.ToolApprovalDecided(core.stamp(), call.approval, decision));
        }
    }

    private void refresh() {
        List<PendingApproval> now = new ArrayList<>(waiting.size());
        waiting.values().forEach(call -> now.add(call.approval));
        view = List.copyOf(now);
    }

    private static CompletionStage<Consent.Result> late(Decision standing) {
        return CompletableFuture.completedFuture(new Consent.Result(false, standing));
    }

    private static CompletionStage<Consent.Result> unknown(String callId) {
        return refused(
                "no call '" + callId + "' waits for consent; approvals() lists those that do");
    }

    private static CompletionStage<Consent.Result> refused(String message) {
        return CompletableFuture.failedFuture(new IllegalArgumentException(message));
    }
}
