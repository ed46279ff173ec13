package io.patchbay.emulator.face.deepgram.internal;

import io.patchbay.emulator.face.internal.Entry;
import io.patchbay.emulator.face.internal.Face;
import io.patchbay.emulator.face.internal.FaceRequest;
import io.patchbay.emulator.protocol.internal.Ids;
import io.patchbay.emulator.protocol.internal.Json;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The service's door: a key as a token, a short-lived token as a bearer's, or, from a browser,
 * either of them as the subprotocol after {@code token} or {@code bearer}.
 */
public final class DeepgramFace implements Face {

    /** Shares nothing. */
    public DeepgramFace() {}

    @Override
    public String name() {
        return "deepgram";
    }

    @Override
    public List<String> paths() {
        return List.of("/v1/agent/converse");
    }

    @Override
    public Entry enter(FaceRequest request) {
        if (request.lets(
                request.authorization("token").or(() -> request.authorization("bearer")))) {
            return Entry.admitted(AgentTalk::new);
        }
        List<String> offered = request.subprotocols();
        String scheme = offered.isEmpty() ? "" : offered.get(0);
        boolean known = scheme.equals("token") || scheme.equals("bearer");
        if (known && request.lets(offered.stream().skip(1).findFirst())) {
            return new Entry.Admitted(Optional.of(scheme), AgentTalk::new);
        }
        ObjectNode body =
                Json.object()
                        .put("err_code", "INVALID_AUTH")
                        .put("err_msg", "Invalid credentials.")
                        .put("request_id", Ids.next("req_"));
        return Entry.refused(401, Json.text(body));
    }
}
