package io.patchbay.transport.browser.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.net.http.HttpHandler;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.IncomingRequest;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import io.patchbay.net.websocket.WebSocketSettings;
import io.patchbay.net.websocket.WebSocketUpgrade;
import io.patchbay.transport.browser.internal.Admission.Guest;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes calls over WebSocket. */
final class SocketRoute implements HttpRoute {

    static final String MEDIA = "websocket";

    private static final String PROTOCOL = "patchbay.v1";
    private static final String CREDENTIAL = "patchbay.credential.";
    private static final Set<Integer> RATES = Set.of(8_000, 16_000, 24_000, 48_000);
    private static final int PENDING = 512 << 10;

    private final DoorSettings settings;
    private final Admission admission;

    SocketRoute(DoorSettings settings, Admission admission) {
        this.settings = settings;
        this.admission = admission;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return settings.path() + "/socket";
    }

    @Override
    public HttpHandler handler() {
        return (HttpHandler.Upgrade) this::upgrade;
    }

    private void upgrade(WebSocketUpgrade upgrade) {
        IncomingRequest request = upgrade.request();
        AudioFormat format;
        try {
            format = format(request);
        } catch (IllegalArgumentException e) {
            upgrade.reject(Answers.error(400, "format", String.valueOf(e.getMessage())));
            return;
        }
        Guest guest = admission.admit(request, credential(upgrade), MEDIA);
        if (guest.refusal() != null) {
            upgrade.reject(guest.refusal());
            return;
        }
        var how =
                WebSocketUpgrade.Acceptance.plain()
                        .withSettings(
                                WebSocketSettings.defaults()
                                        .withMaxMessageBytes(settings.messageBytes())
                                        .withMaxPendingBytes(PENDING));
        if (upgrade.subprotocols().contains(PROTOCOL)) {
            how = how.withSubprotocol(PROTOCOL);
        }
        upgrade.accept(how, new Arrival(format, guest))
                .whenComplete(
                        (connection, failure) -> {
                            if (failure != null) {
                                guest.leave().run();
                            }
                        });
    }

    /** Browsers have no other header than this for a WebSocket; programs have. */
    private static Optional<String> credential(WebSocketUpgrade upgrade) {
        return upgrade.subprotocols().stream()
                .filter(each -> each.startsWith(CREDENTIAL))
                .map(each -> each.substring(CREDENTIAL.length()))
                .findFirst()
                .or(() -> Admission.bearer(upgrade.request()));
    }

    private static AudioFormat format(IncomingRequest request) {
        String encoding = request.queryParameter("encoding").orElse("pcm16");
        String rate = request.queryParameter("rate").orElse("");
        if (encoding.equals("pcmu")) {
            if (rate.isEmpty() || rate.equals("8000")) {
                return AudioFormat.PCMU_8K;
            }
            throw new IllegalArgumentException("encoding pcmu has the rate 8000");
        }
        if (!encoding.equals("pcm16")) {
            throw new IllegalArgumentException("encoding is pcm16 or pcmu");
        }
        if (rate.isEmpty()) {
            return AudioFormat.PCM16_24K;
        }
        if (!rate.matches("\\d{4,5}") || !RATES.contains(Integer.parseInt(rate))) {
            throw new IllegalArgumentException("rate is 8000, 16000, 24000 or 48000");
        }
        return AudioFormat.pcm16(Integer.parseInt(rate));
    }

    private void arrived(SocketLeg leg) {
        leg.tell(Json.event("calling").put("call", leg.id()));
        admission
                .desk()
                .offer(leg.id(), leg.metadata())
                .whenComplete(
                        (decision, failure) -> {
                            if (leg.isClosing()) {
                                return;
                            }
                            if (decision instanceof Decision.Accept accepted) {
                                admission.desk().answer(accepted.options(), leg, MEDIA);
                            } else if (decision instanceof Decision.Refuse refused) {
                                leg.refuse(refused.status(), refused.reason());
                            } else {
                                leg.refuse(503, "nobody could decide on the call");
                            }
                        });
    }

    /** Becomes a leg with the connection. */
    private final class Arrival implements WebSocketListener {
        private final AudioFormat format;
        private final Guest guest;
        private @Nullable SocketLeg leg;

        Arrival(AudioFormat format, Guest guest) {
            this.format = format;
            this.guest = guest;
        }

        @Override
        public void onOpen(WebSocketConnection connection) {
            SocketLeg made =
                    new SocketLeg(
                            admission.desk().newId(),
                            guest.metadata(),
                            format,
                            connection,
                            guest.leave());
            leg = made;
            arrived(made);
        }

        @Override
        public void onText(ByteBuffer message) {
            SocketLeg made = leg;
            if (made != null) {
                made.onText(message);
            }
        }

        @Override
        public void onBinary(ByteBuffer message) {
            SocketLeg made = leg;
            if (made != null) {
                made.onBinary(message);
            }
        }

        @Override
        public void onClose(WebSocketClose close) {
            SocketLeg made = leg;
            if (made != null) {
                made.onClose(close);
            }
        }
    }
}
