package io.patchbay.tck.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Where the rules that a class of tests checks are described: types of the API. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface Contract {

    /** The types whose Javadoc has the rules, the first one above all. */
    Class<?>[] value();
}
