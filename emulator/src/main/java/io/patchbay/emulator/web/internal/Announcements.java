package io.patchbay.emulator.web.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.emulator.SipFace;
import io.patchbay.emulator.protocol.internal.Ids;
import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.net.http.HttpClient;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.http.WebhookSignature;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells of incoming calls by webhook: signed, and again with growing pauses until somebody answers
 * with a success, as long as the call waits. Any thread.
 */
final class Announcements {
    private static final System.Logger LOG = System.getLogger(Announcements.class.getName());
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);

    private final HttpClient client;
    private final URI target;
    private final WebhookSignature signature;
    private final Clock clock;

    Announcements(HttpClient client, SipFace face, Clock clock) {
        this.client = client;
        this.target = face.webhook();
        this.signature = WebhookSignature.of(List.of(face.secret()));
        this.clock = clock;
    }

    /** Tells of a call, on its loop. */
    void tell(PhoneCall call, Map<String, List<String>> headers) {
        byte[] body = Json.bytes(event(call.id(), headers));
        attempt(Ids.next("wh_"), body, call, FIRST_PAUSE);
    }

    private ObjectNode event(String callId, Map<String, List<String>> headers) {
        ObjectNode event =
                Json.object()
                        .put("id", Ids.next("evt_"))
                        .put("object", "event")
                        .put("created_at", clock.instant().getEpochSecond())
                        .put("type", "realtime.call.incoming");
        ObjectNode data = event.putObject("data").put("call_id", callId);
        ArrayNode fields = data.putArray("sip_headers");
        headers.forEach(
                (name, values) ->
                        values.forEach(
                                value -> fields.addObject().put("name", name).put("value", value)));
        return event;
    }

    private void attempt(String id, byte[] body, PhoneCall call, Duration pause) {
        if (!call.waits()) {
            return;
        }
        SerialLoop loop = call.loop();
        long now = clock.instant().getEpochSecond();
        HttpRequest request =
                HttpRequest.builder("POST", target)
                        .header("user-agent", "Patchbay-Emulator/1.0")
                        .header(WebhookSignature.ID, id)
                        .header(WebhookSignature.TIMESTAMP, Long.toString(now))
                        .header(WebhookSignature.SIGNATURE, signature.sign(id, now, body))
                        .body("application/json", body)
                        .timeout(ANSWER_WITHIN)
                        .build();
        client.send(request, loop)
                .whenComplete(
                        (answer, failure) -> {
                            if (failure == null && answer.status() / 100 == 2) {
                                return;
                            }
                            LOG.log(
                                    System.Logger.Level.WARNING,
                                    "Call {0} was not announced: {1}",
                                    call.id(),
                                    failure == null
                                            ? "the webhook answers " + answer.status()
                                            : failure.getMessage());
                            Duration next = pause.multipliedBy(2);
                            loop.schedule(
                                    () ->
                                            attempt(
                                                    id,
                                                    body,
                                                    call,
                                                    next.compareTo(LONGEST_PAUSE) < 0
                                                            ? next
                                                            : LONGEST_PAUSE),
                                    pause);
                        });
    }
}
