//! What goes into a statement and what comes out: integers and text, nothing else.

use std::sync::Arc;

use crate::Error;

/// A parameter or a column. Flags are the integers 0 and 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Null,
    Int(i64),
    Text(String),
}

/// Parameters of a statement: `params![id, name, Some(3)]` is a `&[Value]`.
#[macro_export]
macro_rules! params {
    ($($x:expr),* $(,)?) => { &[$($crate::Value::from($x)),*] };
}

macro_rules! from_small_integer {
    ($($t:ty),*) => { $(impl From<$t> for Value {
        fn from(n: $t) -> Value {
            Value::Int(i64::from(n))
        }
    })* };
}
from_small_integer!(i64, u32, i32, u16, i16, u8, bool);

impl From<usize> for Value {
    fn from(n: usize) -> Value {
        Value::Int(i64::try_from(n).expect("invariant: a count of things in memory fits i64"))
    }
}

impl From<&str> for Value {
    fn from(s: &str) -> Value {
        Value::Text(s.to_owned())
    }
}

impl From<String> for Value {
    fn from(s: String) -> Value {
        Value::Text(s)
    }
}

impl From<&String> for Value {
    fn from(s: &String) -> Value {
        Value::Text(s.clone())
    }
}

impl From<&Value> for Value {
    fn from(v: &Value) -> Value {
        v.clone()
    }
}

impl<T> From<Option<T>> for Value
where
    Value: From<T>,
{
    fn from(x: Option<T>) -> Value {
        x.map_or(Value::Null, Value::from)
    }
}

/// One row of a result, read by column name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    columns: Arc<[String]>,
    values: Vec<Value>,
}

impl Row {
    pub(crate) fn new(columns: Arc<[String]>, values: Vec<Value>) -> Row {
        Row { columns, values }
    }

    /// The column as it came.
    pub fn value(&self, column: &str) -> Result<&Value, Error> {
        self.columns
            .iter()
            .position(|c| c == column)
            .and_then(|i| self.values.get(i))
            .ok_or_else(|| Error::Shape(format!("no column {column} among {}", self.columns.join(", "))))
    }

    pub fn opt_int(&self, column: &str) -> Result<Option<i64>, Error> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Int(n) => Ok(Some(*n)),
            Value::Text(_) => Err(Error::Shape(format!("column {column} holds text, not an integer"))),
        }
    }

    pub fn int(&self, column: &str) -> Result<i64, Error> {
        self.opt_int(column)?.ok_or_else(|| null(column))
    }

    /// A 0/1 column; anything else is another shape.
    pub fn flag(&self, column: &str) -> Result<bool, Error> {
        match self.int(column)? {
            0 => Ok(false),
            1 => Ok(true),
            n => Err(Error::Shape(format!("column {column} holds {n}, not 0 or 1"))),
        }
    }

    pub fn opt_text(&self, column: &str) -> Result<Option<String>, Error> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Text(s) => Ok(Some(s.clone())),
            Value::Int(_) => Err(Error::Shape(format!("column {column} holds an integer, not text"))),
        }
    }

    pub fn text(&self, column: &str) -> Result<String, Error> {
        self.opt_text(column)?.ok_or_else(|| null(column))
    }
}

fn null(column: &str) -> Error {
    Error::Shape(format!("column {column} is null"))
}
