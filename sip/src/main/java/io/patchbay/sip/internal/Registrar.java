package io.patchbay.sip.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.sip.SipRegistration;
import io.patchbay.sip.SipRegistration.State;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.internal.signal.ClientTransaction;
import io.patchbay.sip.internal.signal.NameAddress;
import io.patchbay.sip.internal.signal.SipRequest;
import io.patchbay.sip.internal.signal.SipResponse;
import io.patchbay.sip.internal.signal.SipUri;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Registers one address and keeps it registered (RFC 3261 §10): refreshes before it runs out, tries
 * again later and later when it fails. On the door's loop.
 */
final class Registrar implements ClientTransaction.User {

    private static final long FIRST_PAUSE_SECONDS = 5;
    private static final long LONGEST_PAUSE_SECONDS = 600;
    private static final long LONGEST_SECONDS = 86_400;

    private final Switchboard board;
    private final SipSettings settings;
    private final SipSettings.Registration registration;
    private final SipUri registrar;
    private final SipUri address;
    private final DigestAnswers credentials;
    private final String callId = Switchboard.chance(16);
    private final String tag = Switchboard.chance(8);
    private @Nullable Hops hops;
    private @Nullable NameAddress contact;
    private SerialLoop.@Nullable Timer later;
    private long number;
    private long wanted;
    private long pause = FIRST_PAUSE_SECONDS;
    private boolean ended;
    private volatile SipRegistration state;

    Registrar(Switchboard board, SipSettings settings, SipSettings.Registration registration) {
        this.board = board;
        this.settings = settings;
        this.registration = registration;
        registrar = SipUri.parse(registration.registrar().toString()).withoutHeaders();
        address = SipUri.parse(registration.address().toString()).withoutHeaders();
        credentials = new DigestAnswers(registration.user(), registration.password());
        wanted = Math.max(1, registration.expires().toSeconds());
        state = stateOf(State.TRYING, 0, 0);
    }

    private SipRegistration stateOf(State now, int status, long seconds) {
        return new SipRegistration(
                registration.registrar(), registration.address(), now, status, seconds);
    }

    /** From any thread. */
    SipRegistration state() {
        return state;
    }

    /** Looks up where it goes, and asks. */
    void begin() {
        later = null;
        if (ended) {
            return;
        }
        SipUri next =
                settings.outboundProxy().map(at -> SipUri.parse(at.toString())).orElse(registrar);
        board.find(
                next,
                Destinations.usual(settings),
                found -> {
                    if (ended) {
                        return;
                    }
                    if (found.isEmpty()) {
                        failed(404, 0);
                        return;
                    }
                    try {
                        Hops places = Failover.among(found, board.transactions());
                        contact = board.contact(places.now(), settings);
                        hops = places;
                        ask(wanted);
                    } catch (IOException e) {
                        failed(0, 0);
                    }
                });
    }

    private void ask(long seconds) {
        Hops to = hops;
        NameAddress us = contact;
        if (to != null && us != null) {
            new Exchange(board.transactions(), () -> request(us, seconds), to, credentials, this)
                    .start();
        }
    }

    private SipRequest.Builder request(NameAddress us, long seconds) {
        SipUri at = SipUri.of(null, registrar.host(), registrar.port());
        NameAddress who = NameAddress.of(address);
        return SipRequest.builder("REGISTER", registrar.isSecure() ? registrar : at)
                .add("From", who.withTag(tag))
                .add("To", who)
                .add("Call-ID", callId)
                .add("CSeq", ++number + " REGISTER")
                .add("Max-Forwards", 70)
                .add("Contact", us.with("expires", Long.toString(seconds)))
                .add("Expires", seconds)
                .add("Supported", "path")
                .add("Allow", Abilities.ALLOW)
                .add("User-Agent", board.product());
    }

    @Override
    public void onFinal(SipResponse answer) {
        if (ended) {
            return;
        }
        int status = answer.status();
        if (answer.isSuccess()) {
            granted(answer);
        } else if (status == 423 && lengthen(answer)) {
            ask(wanted);
        } else {
            failed(status, answer.number("Retry-After").orElse(0L));
        }
    }

    private boolean lengthen(SipResponse answer) {
        long least = answer.number("Min-Expires").orElse(0L);
        if (least <= wanted || least > LONGEST_SECONDS) {
            return false;
        }
        wanted = least;
        return true;
    }

    private void granted(SipResponse answer) {
        long seconds = answer.number("Expires").orElse(wanted);
        NameAddress us = contact;
        for (NameAddress each : answer.addresses("Contact")) {
            String own = each.parameters().get("expires");
            if (us != null && each.uri().sameAddress(us.uri()) && own != null) {
                seconds = SessionInterval.seconds(own);
            }
        }
        if (seconds <= 0) {
            failed(answer.status(), 0);
            return;
        }
        pause = FIRST_PAUSE_SECONDS;
        // early enough for a few attempts, and not all at once after a restart of the registrar
        long early = Math.min(seconds / 2, 10 + seconds / 10);
        long spread = Switchboard.chanceBelow((int) Math.min(60, 1 + seconds / 20));
        schedule(Math.max(1, seconds - early - spread));
        state = stateOf(State.REGISTERED, answer.status(), seconds);
    }

    private void failed(int status, long retryAfter) {
        long wait = Math.max(pause, Math.min(retryAfter, LONGEST_PAUSE_SECONDS));
        schedule(wait + Switchboard.chanceBelow((int) wait));
        pause = Math.min(pause * 2, LONGEST_PAUSE_SECONDS);
        state = stateOf(State.FAILED, status, 0);
    }

    private void schedule(long seconds) {
        later = board.loop().schedule(this::begin, Duration.ofSeconds(seconds));
    }

    @Override
    public void onFailed(String reason) {
        if (!ended) {
            failed(408, 0);
        }
    }

    /** Takes it back. */
    void end() {
        if (ended) {
            return;
        }
        ended = true;
        SerialLoop.Timer waiting = later;
        later = null;
        if (waiting != null) {
            waiting.cancel();
        }
        if (state.state() == State.REGISTERED) {
            ask(0);
        }
        state = stateOf(State.ENDED, state.status(), 0);
    }
}
