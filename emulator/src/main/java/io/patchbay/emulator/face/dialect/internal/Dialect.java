package io.patchbay.emulator.face.dialect.internal;

import io.patchbay.emulator.face.internal.FaceRequest;
import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.protocol.internal.Shape;
import io.patchbay.emulator.protocol.internal.Shapes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one service makes of OpenAI's protocol.
 *
 * @param name the profile's name
 * @param path where it listens
 * @param own whether nobody else listens there
 * @param keys how a key may be presented, tried in order; none where no key is needed
 * @param keyOptional whether a connection without a key is let in
 * @param needsModel whether {@code ?model=} has to be there
 * @param beta whether it has the names of the beta: a flat session, {@code response.audio.delta}
 * @param inputRate samples a second of linear sound from the client, unless the session says so
 * @param outputRate the same of the model's
 * @param anyRate whether clients may name other rates
 * @param ownModels whether the session names models of its own kinds
 * @param wav whether sound comes as WAV files
 * @param nestedTools whether a function of a tool is an object of its own
 * @param resumes whether {@code ?conversation_id=} goes on with a conversation, and given words can
 *     be said by an item {@code force_message}
 * @param updateDropsDetection whether tools without turn detection set it back to the default
 * @param events what clients may send, besides {@code session.update}
 * @param ignored of these, what is taken without any effect
 * @param session fields of a session that clients may set
 * @param required of these, what has to be in every update
 * @param unspoken events that the service does not send
 * @param shown a new session, as a service with a flat one shows it
 * @param opening what a new session here has to be told to be like a new one there
 */
record Dialect(
        String name,
        String path,
        boolean own,
        List<Function<FaceRequest, Optional<String>>> keys,
        boolean keyOptional,
        boolean needsModel,
        boolean beta,
        int inputRate,
        int outputRate,
        boolean anyRate,
        boolean ownModels,
        boolean wav,
        boolean nestedTools,
        boolean resumes,
        boolean updateDropsDetection,
        Map<String, Shape> events,
        Set<String> ignored,
        Map<String, Shape> session,
        Set<String> required,
        Set<String> unspoken,
        ObjectNode shown,
        Optional<ObjectNode> opening) {

    static Builder named(String name) {
        return new Builder(name);
    }

    /** For one row. */
    static final class Builder {
        private final String name;
        private final List<Function<FaceRequest, Optional<String>>> keys = new ArrayList<>();
        private final Map<String, Shape> events = new LinkedHashMap<>(ClientShapes.EVENTS);
        private final List<String> ignored = new ArrayList<>();
        private final Map<String, Shape> session = new LinkedHashMap<>();
        private final List<String> required = new ArrayList<>();
        private final List<String> unspoken = new ArrayList<>();
        private final ObjectNode shown = Json.object();
        private String path = "/v1/realtime";
        private boolean own;
        private boolean keyOptional;
        private boolean needsModel;
        private boolean beta;
        private int inputRate = 24_000;
        private int outputRate = 24_000;
        private boolean anyRate;
        private boolean ownModels;
        private boolean wav;
        private boolean nestedTools;
        private boolean resumes;
        private boolean updateDropsDetection;
        private Optional<ObjectNode> opening = Optional.empty();

        private Builder(String name) {
            this.name = name;
        }

        /** A path that others have, too. */
        Builder at(String where) {
            path = where;
            return this;
        }

        /** A path that nobody else has. */
        Builder alone(String where) {
            own = true;
            return at(where);
        }

        Builder bearer() {
            keys.add(request -> request.authorization("Bearer"));
            return this;
        }

        Builder authorization(String scheme) {
            keys.add(request -> request.authorization(scheme));
            return this;
        }

        Builder header(String header) {
            keys.add(request -> request.header(header));
            return this;
        }

        Builder query(String parameter) {
            keys.add(request -> request.query(parameter));
            return this;
        }

        Builder keyOptional() {
            keyOptional = true;
            return this;
        }

        Builder needsModel() {
            needsModel = true;
            return this;
        }

        /** The names of today's protocol, and its session with these fields. */
        Builder ga() {
            ClientShapes.GA_SESSION.forEach(session::put);
            return this;
        }

        /** The names of the beta; fields of the session are named one by one. */
        Builder beta() {
            beta = true;
            return this;
        }

        Builder rates(int in, int out) {
            inputRate = in;
            outputRate = out;
            return this;
        }

        Builder anyRate() {
            anyRate = true;
            return this;
        }

        Builder ownModels() {
            ownModels = true;
            return this;
        }

        Builder requires(String... fields) {
            required.addAll(List.of(fields));
            return this;
        }

        Builder wav() {
            wav = true;
            return this;
        }

        Builder nestedTools() {
            nestedTools = true;
            session.put("tools", Shapes.array(ClientShapes.NESTED_TOOL));
            return this;
        }

        Builder resumes() {
            resumes = true;
            return this;
        }

        Builder updateDropsDetection() {
            updateDropsDetection = true;
            return this;
        }

        /** Client events that the service does not know. */
        Builder without(String... types) {
            List.of(types).forEach(events::remove);
            return this;
        }

        /** A client event of its own, which changes nothing here. */
        Builder ignores(String type, Shapes.Fields fields) {
            events.put(type, fields);
            ignored.add(type);
            return this;
        }

        /** A client event as the service takes it. */
        Builder takes(String type, Shape shape) {
            events.put(type, shape);
            return this;
        }

        /** Fields of the session as the beta had them. */
        Builder session(String... fields) {
            for (String field : fields) {
                session.put(field, ClientShapes.flat(field));
            }
            return this;
        }

        /** A field of the session of the service's own, or with its own shape. */
        Builder session(String field, Shape shape) {
            session.put(field, shape);
            return this;
        }

        /** Server events that the service does not know. */
        Builder never(String... types) {
            unspoken.addAll(List.of(types));
            return this;
        }

        /** What a new session shows, as JSON with single quotes. */
        Builder shows(String json) {
            if (Json.parse(json.replace('\'', '"')) instanceof ObjectNode object) {
                shown.setAll(object);
            }
            return this;
        }

        /** What a new session here is told in its own words, as JSON with single quotes. */
        Builder begins(String json) {
            if (Json.parse(json.replace('\'', '"')) instanceof ObjectNode object) {
                opening = Optional.of(object.put("type", "realtime"));
            }
            return this;
        }

        Dialect build() {
            return new Dialect(
                    name,
                    path,
                    own,
                    List.copyOf(keys),
                    keyOptional,
                    needsModel,
                    beta,
                    inputRate,
                    outputRate,
                    anyRate,
                    ownModels,
                    wav,
                    nestedTools,
                    resumes,
                    updateDropsDetection,
                    events,
                    Set.copyOf(ignored),
                    session,
                    Set.copyOf(required),
                    Set.copyOf(unspoken),
                    shown,
                    opening);
        }
    }
}
