package io.patchbay.emulator.face.dialect.internal;

import io.patchbay.emulator.face.internal.Entry;
import io.patchbay.emulator.face.internal.Face;
import io.patchbay.emulator.face.internal.FaceRequest;
import io.patchbay.emulator.protocol.internal.Json;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The face of a service that is described by a row of data. */
public final class DialectFace implements Face {
    private final Dialect dialect;
    private final KeptConversations kept = new KeptConversations();

    private DialectFace(Dialect dialect) {
        this.dialect = dialect;
    }

    /** One face for each row. */
    public static List<Face> all() {
        return Dialects.ROWS.stream().<Face>map(DialectFace::new).toList();
    }

    @Override
    public String name() {
        return dialect.name();
    }

    @Override
    public List<String> paths() {
        return List.of(dialect.path());
    }

    @Override
    public List<String> ownPaths() {
        return dialect.own() ? paths() : List.of();
    }

    @Override
    public Entry enter(FaceRequest request) {
        Optional<String> key =
                dialect.keys().stream().flatMap(way -> way.apply(request).stream()).findFirst();
        boolean without = key.isEmpty() && dialect.keyOptional();
        if (!without && !request.lets(key)) {
            return refused(
                    401, "invalid_api_key", "The key is missing or is not one that is let in.");
        }
        Optional<String> model = request.query("model").filter(name -> !name.isBlank());
        if (dialect.needsModel() && model.isEmpty()) {
            return refused(400, "missing_model", "Name a model: connect with '?model='.");
        }
        Optional<String> conversation =
                dialect.resumes() ? request.query("conversation_id") : Optional.empty();
        return Entry.admitted(
                line ->
                        new DialectTalk(
                                dialect, line, model.orElse("default"), kept, conversation));
    }

    private static Entry refused(int status, String code, String message) {
        ObjectNode body = Json.object();
        body.putObject("error")
                .put("type", "invalid_request_error")
                .put("code", code)
                .put("message", message);
        return Entry.refused(status, Json.text(body));
    }
}
