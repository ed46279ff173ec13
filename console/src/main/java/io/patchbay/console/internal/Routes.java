package io.patchbay.console.internal;

import io.patchbay.management.resource.Resource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which resource answers what. Literal segments go before {@code {name}}; of two at one place the
 * one that was named first answers. Immutable.
 */
final class Routes {

    private final List<Route> routes;

    /** All of them, the best first. */
    Routes(Stream<Resource> resources) {
        // the sort keeps the order of equals
        routes = resources.map(Route::of).sorted(Comparator.comparing(Route::order)).toList();
    }

    /** What a path leads to. */
    record Found(Resource resource, Map<String, String> variables) {}

    /** The resource of a method and a path, if there is one. */
    Optional<Found> find(String method, String path) {
        List<String> asked = segments(path);
        return routes.stream()
                .filter(route -> route.resource.method().equals(method) && route.leadsTo(asked))
                .findFirst()
                .map(route -> new Found(route.resource, route.variables(asked)));
    }

    /** The methods that a path has; none when it leads nowhere. */
    Set<String> methods(String path) {
        List<String> asked = segments(path);
        return routes.stream()
                .filter(route -> route.leadsTo(asked))
                .map(route -> route.resource.method())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> segments(String path) {
        return List.of(path.split("/", -1));
    }

    private record Route(Resource resource, List<String> segments) {

        static Route of(Resource resource) {
            return new Route(resource, Routes.segments(resource.path()));
        }

        /** Sorts literal segments before others. */
        String order() {
            return segments.stream()
                    .map(segment -> isVariable(segment) ? "1" : "0")
                    .collect(Collectors.joining());
        }

        boolean leadsTo(List<String> asked) {
            if (asked.size() != segments.size()) {
                return false;
            }
            for (int i = 0; i < asked.size(); i++) {
                String segment = segments.get(i);
                boolean fits =
                        isVariable(segment)
                                ? !asked.get(i).isEmpty()
                                : segment.equals(asked.get(i));
                if (!fits) {
                    return false;
                }
            }
            return true;
        }

        Map<String, String> variables(List<String> asked) {
            Map<String, String> variables = new HashMap<>();
            for (int i = 0; i < asked.size(); i++) {
                String segment = segments.get(i);
                if (isVariable(segment)) {
                    variables.put(segment.substring(1, segment.length() - 1), asked.get(i));
                }
            }
            return Map.copyOf(variables);
        }

        private static boolean isVariable(String segment) {
            return segment.startsWith("{") && segment.endsWith("}");
        }
    }
}
