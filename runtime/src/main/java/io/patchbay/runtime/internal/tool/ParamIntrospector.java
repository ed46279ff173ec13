package io.patchbay.runtime.internal.tool;

import io.patchbay.api.tool.Tool;
import java.lang.reflect.RecordComponent;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;

/** Tells Jackson what {@link Tool.Param} says of a record's components. */
final class ParamIntrospector extends NopAnnotationIntrospector {

    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
        RecordComponent component = component(member);
        return component == null
                ? null
                : required(component.getType(), component.getAnnotation(Tool.Param.class));
    }

    @Override
    public @Nullable String findPropertyDescription(MapperConfig<?> config, Annotated annotated) {
        RecordComponent component = component(annotated);
        Tool.Param param = component == null ? null : component.getAnnotation(Tool.Param.class);
        return param == null ? null : param.value();
    }

    /** Whether a part of this type must be given. */
    static boolean required(Class<?> type, Tool.@Nullable Param param) {
        return (param == null || !param.optional())
                && type != Optional.class
                && type != OptionalInt.class
                && type != OptionalLong.class
                && type != OptionalDouble.class;
    }

    private static @Nullable RecordComponent component(Annotated annotated) {
        if (!(annotated instanceof AnnotatedMember member)
                || !member.getDeclaringClass().isRecord()) {
            return null;
        }
        RecordComponent[] components = member.getDeclaringClass().getRecordComponents();
        if (member instanceof AnnotatedParameter parameter) {
            return parameter.getOwner().getParameterCount() == components.length
                    ? components[parameter.getIndex()]
                    : null;
        }
        for (RecordComponent component : components) {
            if (component.getName().equals(member.getName())) {
                return component;
            }
        }
        return null;
    }
}
